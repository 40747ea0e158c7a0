/** Small signs, drawn with lines; each stands beside words or a name. */
import type { JSX } from "preact";

const LINES: Readonly<Record<string, string>> = {
  talk: "M4 5h16v11H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 7h14M5 12h14M5 17h14",
  leave: "M10 4H5v16h5M10 12h10M16 8l4 4-4 4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-9 16-9 16 0",
  machine: "M5 8h14v11H5zM12 8V4M9 13v1M15 13v1",
  you: "M4 20l1-5L16 4l4 4L9 19z",
  send: "M12 19V6M6 11l6-6 6 6",
  clip: "M19 11l-8 8a4 4 0 0 1-6-6l9-9a3 3 0 0 1 4 4l-8 8a1 1 0 0 1-2-2l7-7",
};

export function Icon({ name }: { name: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={LINES[name]} />
    </svg>
  );
}

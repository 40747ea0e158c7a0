/** Small drawings; what they mean always stands beside them or in a name. */
const PATHS = {
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500V12l3 2",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20q1-5.500 7.500-5.500T19.500 20",
  machine: "M5 9h14v10H5zM12 9V5M12 4.500v.2M9 13v1.500M15 13v1.500",
  search: "M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500L20 20",
  check: "M5 12.500l4.500 4.500L19 7.500",
  clip: "M19 11l-7.500 7.500a4.500 4.500 0 0 1-6.500-6.500L13 4a3 3 0 0 1 4.300 4.300l-8 8a1.500 1.500 0 0 1-2.100-2.100L14 7.500",
  send: "M4 12l16-7-6 15-3-6z",
  gear: "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100",
  inbox: "M4 13l2.500-8h11L20 13v6H4zM4 13h5q.5 3 3 3t3-3h5",
  board: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  back: "M14.500 5L8 12l6.500 7",
  warn: "M12 4l9 16H3zM12 10v4.500M12 17v.2",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  eye: "M3 12q9-11 18 0-9 11-18 0zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z",
  key: "M4 6h16v12H4zM8 10h.1M12 10h.1M16 10h.1M8 14h8",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 8.500h7M8.500 12h4",
  tag: "M4 4h8l8 8-8 8-8-8zM8.500 8.500v.2",
  more: "M5 11h1v2H5zM11.500 11h1v2h-1zM18 11h1v2h-1z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
} as const;

export function Icon({ of }: { of: keyof typeof PATHS }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[of]} />
    </svg>
  );
}

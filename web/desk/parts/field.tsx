/** A line to fill in, with its name above it. */
import { useId } from "react";

export function Field({ label, name, value, change, type = "text", autoFocus = false, digits = false, hint }: {
  label: string; name: string; value: string; change(value: string): void; type?: string; autoFocus?: boolean;
  digits?: boolean; hint?: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} name={name} type={type} value={value} autoComplete={name} autoFocus={autoFocus} required
        inputMode={digits ? "numeric" : undefined} aria-describedby={hint ? `${id}-hint` : undefined}
        autoCapitalize="none" spellCheck={false} onChange={(event) => change(event.target.value)}
      />
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

/** An attachment: to be saved, never shown. */
import { useState } from "react";
import { api, whyNot, type Attachment } from "../lib/api.ts";
import { clock } from "../lib/time.ts";
import { Icon } from "./icon.tsx";

export function FileLine({ file, name }: { file: Attachment; name: string }) {
  const [told, setTold] = useState("");

  async function save(): Promise<void> {
    try {
      const { url } = await api.ask<{ url: string }>("POST", `/attachments/${file.id}/links`);
      const link = document.createElement("a");
      link.href = url;
      link.download = file.name;
      link.click();
      setTold("");
    } catch (error) {
      setTold(whyNot(error));
    }
  }

  const by = file.role === "customer" ? name : file.role === "agent" ? "Agent" : "Warmline";
  return (
    <article className={`message ${file.role} file`} aria-label={`File from ${by}, ${clock(file.at)}`}>
      <p className="by"><strong dir="auto">{by}</strong><time dateTime={file.at}>{clock(file.at)}</time></p>
      <p className="words"><Icon of="file" /><bdi>{file.name}</bdi> <span className="sure">{size(file.bytes)}</span> <button className="small" onClick={() => void save()}>Save<span className="unseen"> {file.name}</span></button></p>
      {told && <p className="failed" role="alert">{told}</p>}
    </article>
  );
}

export function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The desk: where people answer. */
import { createRoot } from "react-dom/client";
import { Desk } from "./desk.tsx";
import { applyTheme } from "./lib/preferences.ts";
import "./style/base.css";
import "./style/shell.css";
import "./style/talk.css";

applyTheme();
createRoot(document.getElementById("root")!).render(<Desk />);

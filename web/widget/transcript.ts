/** The conversation in its order, and as a text to take along. */
import type { AttachmentOut, MessageOut } from "@warmline/shared/api.d.ts";
import { save, type State } from "./chat.ts";
import type { Say } from "./words.ts";

export function inOrder({ messages, files }: State): (MessageOut | AttachmentOut)[] {
  return [...messages, ...files].sort((a, b) => (a.at < b.at ? -1 : 1));
}

export function transcript(state: State, say: Say): void {
  const who = { customer: say("you"), agent: say("person"), bot: say("machine") };
  const lines = inOrder(state).map(
    (each) => `[${each.at.slice(0, 16).replace("T", " ")}] ${who[each.role]}: ${"text" in each ? each.text : each.name}`,
  );
  const text = new Blob([[...state.notice, "", ...lines, ""].join("\n")], { type: "text/plain;charset=utf-8" });
  save(URL.createObjectURL(text), "conversation.txt"); // gone with the page
}

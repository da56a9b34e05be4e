// Files to be sent: chosen by a button, dropped on the chat, or pasted.

import { byId } from "./dom.js";

/**
 * Watches for files.
 * @param {function(File[])} take  takes those that a person wants to send
 */
export function watchForFiles(take) {
  const input = byId("file");
  const pane = byId("chat");
  byId("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  byId("box").addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });

  let depth = 0; // Entering a child comes before leaving its parent.
  const mark = (change) => {
    depth = Math.max(0, change);
    pane.classList.toggle("dropping", depth > 0);
  };
  pane.addEventListener("dragenter", (event) => hasFiles(event) && mark(depth + 1));
  pane.addEventListener("dragleave", (event) => hasFiles(event) && mark(depth - 1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault(); // A browser would leave the page to show the file.
    mark(0);
    if (pane.contains(event.target)) take([...event.dataTransfer.files]);
  });
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

// The playground's server: what people do goes out, what happens in the chats comes in.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/**
 * Does something as a person.
 * @returns {Promise<Object>} what came of it
 * @throws {Error} with a sentence to show
 */
export function act(action, given) {
  return answered(
    fetch(`play/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    }),
  );
}

/** Sends a file as a person. */
export function sendFile(file, given) {
  const form = new FormData();
  for (const [name, value] of Object.entries(given)) {
    if (value != null) form.append(name, value);
  }
  form.append("file", file, file.name);
  return answered(fetch("play/send_document", { method: "POST", body: form }));
}

/** Asks for the command menu that somebody sees in a chat. */
export function commandMenu(chatId, userId) {
  return answered(fetch(`play/commands?chat_id=${chatId}&user_id=${userId}`));
}

export function worldState() {
  return answered(fetch("play/state"));
}

/** The address of a file that was sent. */
export function fileAddress(fileId) {
  return `play/file/${encodeURIComponent(fileId)}`;
}

/**
 * Follows what happens. When the connection is lost, all is asked for anew: the server may have
 * been started again meanwhile.
 * @param {{begin: function(Object), event: function(Object), lost: function()}} hear
 */
export async function follow(hear) {
  let pause = FIRST_PAUSE;
  for (;;) {
    const state = await worldState().catch(() => null);
    if (state) {
      hear.begin(state);
      await listen(state.seq, (event) => {
        pause = FIRST_PAUSE;
        hear.event(event);
      });
    }
    hear.lost();
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

/** Hears events until the connection is lost. */
function listen(since, heard) {
  return new Promise((resolve) => {
    const source = new EventSource(`play/events?since=${since}`);
    source.onmessage = (message) => heard(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      resolve();
    };
  });
}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  if (response.status === 413) throw new Error("The file is too large to be sent.");
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || "The playground could not do that.");
  return answer;
}

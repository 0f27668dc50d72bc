// Talking to the demo's server: one long poll for what is new, one POST per deed.

const OURS = { "X-Qonaq-Page": "1" };
const CALM_MS = 1500;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function ask(path) {
  const answer = await fetch(path, { headers: OURS });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export async function tell(deed, body) {
  const answer = await fetch(`/demo/${deed}`, {
    method: "POST",
    headers: { ...OURS, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** Hand over all news for ever; when the server is away, say so and try again calmly. */
export async function follow(take, lost) {
  let run = -1;
  let seq = -1;
  for (;;) {
    try {
      const news = await ask(`/demo/events?run=${run}&after=${seq}`);
      ({ run, seq } = news);
      take(news);
    } catch {
      lost();
      run = -1;
      await pause(CALM_MS);
    }
  }
}

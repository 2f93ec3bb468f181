/** What the server is asked, and what it shall answer: one answer for each call, in order. */
export interface Asked {
  readonly call: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Given {
  readonly status?: number;
  readonly json?: unknown;
  /** What happens while the call is under way. */
  readonly meanwhile?: () => void;
  /** What the answer waits for. */
  readonly after?: Promise<unknown>;
}

/** Stands in for `fetch` until it is taken away. */
export const doubleFetch = (...answers: readonly Given[]) => {
  const before = globalThis.fetch;
  const asked: Asked[] = [];
  const left = [...answers];
  globalThis.fetch = (input, { method = 'GET', headers, body } = {}) => {
    asked.push({ call: `${method} ${input as string}`, headers: new Headers(headers), body: typeof body === 'string' ? JSON.parse(body) : undefined });
    const { status = 200, json = {}, meanwhile, after = Promise.resolve() } = left.shift() ?? { status: 500, json: { code: 'Unexpected' } };
    meanwhile?.();
    return after.then(() => new Response(JSON.stringify(json), { status }));
  };
  return { asked, left: () => left.length, takeAway: () => void (globalThis.fetch = before) };
};

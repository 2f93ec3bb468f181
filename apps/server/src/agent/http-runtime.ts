import { DEFAULT_HISTORY_LINES, SECOND, type Millis, type Runtime, type TurnOutcome } from '@tandem/domain';
import { failed, failingRuntime } from './failing-runtime.js';
import { lastLines } from './history.js';
import { jsonOf, postJson, runtimeUrlProblem, type Fetch } from './post-json.js';
import { readAnswer } from './read-answer.js';
import { runtimeKeyOf, signatureHeaders } from './webhook-signature.js';

export interface HttpRuntimeOptions {
  readonly url: string;
  /** `whsec_<base64>` */
  readonly secret: string;
  /** Deadline of a call that names none; 30 s by default. */
  readonly timeoutDefault?: Millis;
  readonly historyLimit?: number;
  readonly fetch?: Fetch;
  /** The wall clock, for the signature's timestamp. */
  readonly now?: () => Millis;
}

/**
 * An agent behind HTTP (docs/how-to/connect-a-runtime.md): posts the turn as JSON, signed as Standard Webhooks has it.
 * Settings that cannot work fail every turn.
 */
export const createHttpRuntime = (options: HttpRuntimeOptions): Runtime => {
  const { url, timeoutDefault = 30 * SECOND, historyLimit = DEFAULT_HISTORY_LINES, fetch, now = Date.now } = options;
  const problem = runtimeUrlProblem(url);
  if (problem) return failingRuntime(problem);
  const key = runtimeKeyOf(options.secret);
  if (!key) return failingRuntime('SecretNotUsable');
  return {
    historyLimit,
    answer: async (request, { timeout }) => {
      const body = JSON.stringify({ ...request, history: lastLines(request.history, historyLimit) });
      const headers = signatureHeaders(key, { id: request.turn, seconds: Math.floor(now() / SECOND), body });
      const posted = await postJson({ url, headers, body, timeout: timeout > 0 ? timeout : timeoutDefault, fetch });
      return posted.kind === 'failed' ? failed(posted.reason) : outcomeOf(posted);
    },
  };
};

const outcomeOf = ({ status, text }: { status: number; text: string }): TurnOutcome => {
  if (status === 204) return { kind: 'answered', replies: [], endSession: false };
  if (status < 200 || status > 299) return failed(`HttpStatus${status}`);
  const json = jsonOf(text);
  if (json === undefined) return failed('AnswerNotJson');
  const read = readAnswer(json);
  return read.kind === 'nonsense' ? failed(read.problem) : { ...read, kind: 'answered' };
};

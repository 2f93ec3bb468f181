import { DEFAULT_HISTORY_LINES, SECOND, splitText, type Millis, type Runtime, type TurnOutcome, type TurnRequest } from '@tandem/domain';
import { describeContent } from './describe-content.js';
import { failed, failingRuntime } from './failing-runtime.js';
import { lastLines } from './history.js';
import { jsonOf, postJson, runtimeUrlProblem, type Fetch } from './post-json.js';
import { MAX_TEXT } from './read-answer.js';

export interface OpenAiRuntimeOptions {
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Empty = none. */
  readonly systemPrompt?: string;
  /** Empty = no `Authorization` header. */
  readonly apiKey: string;
  /** Lines of earlier conversation that the model is given. */
  readonly historyLimit?: number;
  readonly timeoutDefault?: Millis;
  readonly fetch?: Fetch;
}

interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Messages of one answer; a model that writes more than this has lost its way. */
const MOST_PARTS = 10;

/** An agent behind an OpenAI-compatible `chat/completions`. It cannot end a session by itself. */
export const createOpenAiRuntime = (options: OpenAiRuntimeOptions): Runtime => {
  const { baseUrl, model, apiKey, historyLimit = DEFAULT_HISTORY_LINES, timeoutDefault = 60 * SECOND, fetch } = options;
  const problem = runtimeUrlProblem(baseUrl);
  if (problem) return failingRuntime(problem);
  const authorization = authorizationOf(apiKey);
  if (!authorization) return failingRuntime('SecretNotUsable');
  const url = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
  return {
    historyLimit,
    answer: async (request, { timeout }) => {
      const messages = chatMessages(request, { systemPrompt: options.systemPrompt ?? '', historyLimit });
      if (messages.at(-1)?.role !== 'user') return { kind: 'answered', replies: [], endSession: false };
      const body = JSON.stringify({ model, messages });
      const posted = await postJson({ url, headers: authorization, body, timeout: timeout > 0 ? timeout : timeoutDefault, fetch });
      return posted.kind === 'failed' ? failed(posted.reason) : outcomeOf(posted);
    },
  };
};

/** Undefined when the key cannot stand in a header. */
const authorizationOf = (apiKey: string): Record<string, string> | undefined => {
  if (apiKey === '') return {};
  return /^[\x21-\x7e]+$/.test(apiKey) ? { authorization: `Bearer ${apiKey}` } : undefined;
};

/** The conversation in a model's roles; what one side said in a row is one message, as strict models want it. */
export const chatMessages = (
  request: TurnRequest,
  { systemPrompt, historyLimit }: { systemPrompt: string; historyLimit: number },
): readonly ChatMessage[] => {
  const before = lastLines(request.history, historyLimit).map(({ from, text }): ChatMessage => ({
    role: from === 'customer' ? 'user' : 'assistant',
    content: text,
  }));
  const now = request.messages.map(({ content }): ChatMessage => ({ role: 'user', content: describeContent(content) }));
  const spoken = [...before, ...now].filter(({ content }) => content.trim() !== '');
  const system: ChatMessage[] = systemPrompt.trim() === '' ? [] : [{ role: 'system', content: systemPrompt }];
  return spoken.reduce<ChatMessage[]>((messages, next) => {
    const last = messages.at(-1);
    return last?.role === next.role ? [...messages.slice(0, -1), { ...last, content: `${last.content}\n${next.content}` }] : [...messages, next];
  }, system);
};

const outcomeOf = ({ status, text }: { status: number; text: string }): TurnOutcome => {
  if (status < 200 || status > 299) return failed(`HttpStatus${status}`);
  const choice = firstChoice(jsonOf(text));
  if (!choice) return failed('AnswerNotAChatCompletion');
  if (choice.finishReason === 'content_filter') return failed('ContentFiltered');
  if (choice.content.length > MAX_TEXT * MOST_PARTS) return failed('TextTooLong');
  const parts = splitText(choice.content, MAX_TEXT);
  if (parts.length === 0) return failed(isToolCall(choice.finishReason) ? 'ToolCallsNotSupported' : 'EmptyAnswer');
  if (parts.length > MOST_PARTS) return failed('TextTooLong');
  // `length`: the model was cut short. Half an answer helps more than a repetition that is cut as well.
  return { kind: 'answered', replies: parts.map((part) => ({ type: 'text', text: part })), endSession: false };
};

const isToolCall = (reason: string): boolean => reason === 'tool_calls' || reason === 'function_call';

interface Choice {
  readonly finishReason: string;
  readonly content: string;
}

const firstChoice = (json: unknown): Choice | undefined => {
  const choice = field(field(json, 'choices'), 0);
  const message = field(choice, 'message');
  if (typeof message !== 'object' || message === null) return undefined;
  const finishReason = field(choice, 'finish_reason');
  const content = textOf(field(message, 'content')) || textOf(field(message, 'refusal'));
  return { finishReason: typeof finishReason === 'string' ? finishReason : 'stop', content };
};

/** A string, or the parts that some servers answer: `[{ type: 'text', text }]`. */
const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => field(part, 'text')).filter((text) => typeof text === 'string').join('');
};

const field = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;

/** What is the matter with the database, in one sentence for whoever runs the server. Never quotes a password. */
export class KurrentProblem extends Error {
  override readonly name = 'KurrentProblem';
  readonly kind: KurrentProblemKind;

  constructor(kind: KurrentProblemKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

export type KurrentProblemKind =
  /** No answer within the patience of the caller. Of an append: whether it was written is not known. */
  | 'unreachable'
  | 'not-allowed'
  /** Somebody deleted or truncated a stream with tools of the database. */
  | 'stream-deleted'
  /** The database takes no such thing: an event too large, an option it does not know. */
  | 'refused';

export type Failure = 'wrong-version' | 'not-found' | 'denied' | 'deleted' | 'refused' | 'transient';

const byType: Readonly<Record<string, Failure>> = {
  'wrong-expected-version': 'wrong-version',
  'stream-not-found': 'not-found',
  'no-stream': 'not-found',
  'access-denied': 'denied',
  'stream-deleted': 'deleted',
  'stream-tombstoned': 'deleted',
  'invalid-argument': 'refused',
  'maximum-append-size-exceeded': 'refused',
  'append-record-size-exceeded': 'refused',
  'transaction-max-size-exceeded': 'refused',
  unsupported: 'refused',
};

/** gRPC's codes, for what the client hands on as it came: INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED. */
const byCode: Readonly<Record<number, Failure>> = { 3: 'refused', 7: 'denied', 16: 'denied' };

/** What an error of the client means. Whatever is not known to be final is worth another try with the same ids. */
export function failureOf(error: unknown): Failure {
  const { type, code } = (error ?? {}) as { type?: unknown; code?: unknown };
  return byType[String(type)] ?? byCode[Number(code)] ?? 'transient';
}

/** A final failure as a problem that a person understands; anything else as it is. */
export function problemOf(error: unknown, stream: string, at: string): unknown {
  switch (failureOf(error)) {
    case 'denied':
      return new KurrentProblem('not-allowed', `KurrentDB at ${at} refuses this user or password, or does not let it use the stream ${stream}.`, error);
    case 'deleted':
      return new KurrentProblem('stream-deleted', `The stream ${stream} was deleted in KurrentDB at ${at}; Tandem never deletes one.`, error);
    case 'refused':
      return new KurrentProblem('refused', `KurrentDB at ${at} refuses what was sent to the stream ${stream}: ${wordsOf(error)}.`, error);
    case 'wrong-version':
    case 'not-found':
    case 'transient':
      return error;
  }
}

export const unreachable = (at: string, error: unknown): KurrentProblem =>
  new KurrentProblem('unreachable', `KurrentDB at ${at} cannot be reached (${wordsOf(error)}).`, error);

/** The kind of an error; its message might quote data. */
const wordsOf = (error: unknown): string => {
  const { type, code } = (error ?? {}) as { type?: unknown; code?: unknown };
  if (typeof type === 'string') return type;
  if (typeof code === 'number') return `gRPC status ${code}`;
  return error instanceof Error ? error.name : 'unknown error';
};

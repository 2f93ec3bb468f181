import { reasonCatalogue } from '@tandem/domain';
import type { FieldProblem, Problem } from '@tandem/wire';

type Row = readonly [status: number, meaning: string, remedy: string];

/**
 * What the API says where it does not do what it was asked, beside the literals of the rules. `docs/errors.md` shows
 * the same rows.
 */
export const problemCodes = {
  Invalid: [
    400, 'The request is not of the form that the API takes; each field that is wrong is named.', 'Mend the fields.',
  ],
  SignInRefused: [
    401, 'Address and password do not belong together.',
    'Try again; who is locked out asks an owner, or runs `npm run owner:link`.',
  ],
  SignInNeeded: [401, 'Nobody is signed in, the sign-in is over, or the seat or the token has ended.', 'Sign in.'],
  CsrfTokenMissing: [
    403, 'A change came without the token that `GET /api/me` gives, or from another site.',
    'Send it as `X-Tandem-Csrf`.',
  ],
  Forbidden: [403, 'The role may not do this, or a program asked what only a person may.', 'Ask an owner.'],
  SearchIsMasked: [
    403, 'Words and numbers of customers are hidden from an auditor, and so are not searched by one.',
    'Choose by agent, version, state and time; unmask a conversation to read it.',
  ],
  NoSuchChannel: [404, 'This version of the agent has no channel.', 'Connect one: protocol and number.'],
  NoSuchConversation: [404, 'There is no such conversation, or no longer.', 'Load the list again.'],
  NoSuchEntry: [404, 'The history has no such entry.', 'Load the history again.'],
  NoSuchRevision: [404, 'The configuration had no such revision.', 'Load the history again.'],
  NoSuchParkedItem: [404, 'There is no such item, or it does not wait any more.', 'Load the list again.'],
  NotFound: [404, 'There is nothing at this address.', 'See `/api/docs`.'],
  Busy: [409, 'Others saved all the while.', 'Try the same again.'],
  Erased: [409, 'The customer was erased.', 'Nothing to do.'],
  NumberHeld: [
    409, 'Another channel has this number, or this provider\'s id of it; it is named.',
    'Disconnect it there, or enter another number.',
  ],
  StillFailing: [
    409, 'The item could not be handled this time either, and still waits.', 'Look at the log, or dismiss it.',
  ],
  ChangedMeanwhile: [
    412, 'Somebody else has changed it since it was loaded; who and when is said.',
    'Load it again and enter the change anew.',
  ],
  BodyTooLarge: [413, 'The body is larger than 1 MiB.', 'Send less.'],
  MediaTypeNotTaken: [415, 'The API takes `application/json`.', 'Say so in `Content-Type`.'],
  CallbackRefused: [
    422, 'The provider did not take our address as its callback; its words are in the detail.',
    'Mend what they say; the old values stay in force.',
  ],
  NothingToRegister: [
    422, 'The protocol has no way to tell the provider our address, or the credentials are not saved yet.',
    'Enter the address at the provider.',
  ],
  NumberIsAnother: [
    422, 'The provider knows another number by this id; it is in the words.', 'Enter the id of the channel\'s number.',
  ],
  ProtocolNotInstalled: [422, 'This server does not speak the protocol.', 'Choose one of `GET /api/protocols`.'],
  VersionMissing: [428, 'An edit must name the version it was made on.', 'Send it as `If-Match`.'],
  TooManyAttempts: [
    429, 'Too many sign-ins failed for this account or from this address.', 'Wait as long as `Retry-After` says.',
  ],
  InternalError: [
    500, 'Something that should not happen; the server\'s log has a line `RequestFailed`.', 'Look at the log.',
  ],
  ProviderUnanswered: [
    502, 'The provider could not be asked just now, so nothing was saved.',
    'Try again later; the old values stay in force.',
  ],
  DatabaseAway: [
    503, 'The database cannot be reached.', 'Try again later: it comes back by itself. Webhooks are taken in meanwhile.',
  ],
  Unavailable: [
    503, 'This process does not work on conversations, or is stopping.', 'Ask a process with the role `worker`.',
  ],
} as const satisfies Readonly<Record<string, Row>>;

export type ProblemCode = keyof typeof problemCodes;

/** What can be wrong with the form of a field. */
export const fieldCodes = {
  Missing: 'The field must be there.',
  Unknown: 'The API has no such field.',
  NotText: 'It must be a text.',
  TooLong: 'The text is too long.',
  NotValid: 'The text is not of the form that is documented.',
  EmailNotValid: 'It is no email address.',
  PasswordTooShort: 'A password has at least 12 characters.',
  NotANumber: 'It must be a number.',
  NotAWholeNumber: 'It must be a whole number.',
  TooSmall: 'The number is too small.',
  TooLarge: 'The number is too large.',
  NotYesOrNo: 'It must be true or false.',
  NotOneOf: 'It must be one of the words that are documented.',
  NotAnObject: 'It must be an object.',
  NotTexts: 'It must be an object whose values are texts.',
  NotBoth: 'Either this or the other, not both.',
  NotATextList: 'It must be a list of texts: not too many, none of them blank or too long.',
  TooDeep: 'The body is nested too deeply.',
  NotReadable: 'The body is no JSON.',
  NotASecret: 'It is no secret of Standard Webhooks: `whsec_` and base64.',
  NotAVersion: 'It is no version: a whole number, in quotes or without.',
  NotAnId: 'It is no id: 8 to 64 letters, digits, `-` and `_`.',
  NothingThere: 'No channel was connected at that time.',
  PeriodEmpty: 'The end is not after the beginning.',
  PeriodTooLong: 'The period is longer than 92 days.',
  ProviderRefused: 'The provider refuses it; its words stand beside.',
} as const;

/** Literals of the rules, whose meaning is the catalogue's. */
const reasons: Readonly<Record<string, readonly [meaning: string, remedy: string] | undefined>> = {
  ...reasonCatalogue.conversation, ...reasonCatalogue.claim, ...reasonCatalogue.team, ...reasonCatalogue.agent,
  ...reasonCatalogue.channel,
};

/** Statuses of the rules' refusals; any other is a 422. */
const statuses: Readonly<Record<string, number | undefined>> = {
  NotRegistered: 404, NoSuchOperator: 404, NoSuchInvitation: 404, NoSuchToken: 404, SecretUnknown: 404,
  AlreadyConnected: 409, AlreadyRegistered: 409, AgentIsArchived: 409, LastOwner: 409, EmailTaken: 409,
  NotConnected: 409, ProtocolHasChanged: 409,
  ...Object.fromEntries(Object.keys(reasonCatalogue.conversation).map((reason) => [reason, 409])),
};

const rowOf = (code: string): readonly [status: number, meaning: string] => {
  const row = (problemCodes as Readonly<Record<string, Row | undefined>>)[code];
  return row ? [row[0], row[1]] : [statuses[code] ?? 422, reasons[code]?.[0] ?? code];
};

export type ProblemDetails = Partial<Pick<Problem, 'detail' | 'fields' | 'heldBy' | 'changed' | 'step'>> & {
  readonly retryAfter?: number,
};

/**
 * A request that is not done; the filter answers it as `application/problem+json`. `code`: ours, or a rule's literal.
 */
export class ProblemException extends Error {
  readonly status: number;
  private readonly title: string;

  private constructor(readonly code: string, readonly details: ProblemDetails) {
    super(code);
    [this.status, this.title] = rowOf(code);
  }

  static of(code: ProblemCode, details: ProblemDetails = {}): ProblemException {
    return new ProblemException(code, details);
  }

  /** A rule's refusal. */
  static ofReason(reason: string, details: ProblemDetails = {}): ProblemException {
    return new ProblemException(reason, details);
  }

  body(): Problem {
    const { retryAfter: _retryAfter, ...details } = this.details;
    return { type: 'about:blank', title: this.title, status: this.status, code: this.code, ...details };
  }
}

/** The request is not of the right form, at one field. */
export const refusedAt = (
  field: string, problem: keyof typeof fieldCodes,
): ProblemException => refusedFields([{ field, problem }]);

export const refusedFields = (
  fields: readonly FieldProblem[],
): ProblemException => ProblemException.of('Invalid', { fields });

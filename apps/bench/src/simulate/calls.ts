import type { Millis, RoomState } from '@tandem/domain';
import { costerDialect } from './coster-call.js';
import { metaDialect } from './meta-call.js';
import type { Line } from './plan.js';
import { qontakDialect } from './qontak-call.js';

/** What the world knows of one item that it puts into a call. `id`: of our number, as the body names it. */
export type Item =
  | { readonly kind: 'message'; readonly message: Said; readonly id: string }
  | { readonly kind: 'status'; readonly line: Line; readonly wamid: string; readonly status: string; readonly send?: string; readonly id: string }
  /** Nothing for the agent, or for no number of ours: `verdicts` are those it may get. */
  | { readonly kind: 'other'; readonly verdicts: readonly ('ignored' | 'foreign' | 'handled')[]; readonly line?: Line; readonly id?: string };

/** A message of a customer, however often it is delivered. */
export interface Said {
  readonly id: string;
  readonly wamid: string;
  readonly customer: number;
  readonly line: Line;
  /** When the provider had it. */
  readonly at: Millis;
  readonly from: Person;
  readonly content: SaidContent;
  readonly room?: RoomShown;
  /** Until then the server fails over it. */
  readonly poisonUntil?: Millis;
}

export type SaidContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'button'; readonly id: string; readonly title: string }
  | { readonly type: 'image'; readonly id: string };

export interface Person {
  readonly phone?: string;
  readonly userId?: string;
}

/** A room as a body shows it. */
export interface RoomShown {
  readonly id: string;
  readonly state: RoomState;
}

/** Some items with their part of a body. */
export interface Update {
  readonly items: readonly Item[];
  readonly part: object;
}

export interface StatusWords {
  readonly line: Line;
  readonly wamid: string;
  readonly status: string;
  readonly at: Millis;
  readonly to: Person;
  /** Our id of the send; absent where the provider does not give it back. */
  readonly send?: string;
  readonly room?: RoomShown;
  /** The echo of our own request comes along. */
  readonly echo?: boolean;
}

/** Which of our numbers a body names. */
export type Names = Pick<Line, 'number' | 'id' | 'account'>;

/** How a provider words its calls. */
export interface Dialect {
  message(message: Said, names: Names): Update;
  status(words: StatusWords): Update;
  /** Something that concerns no customer. */
  notice(line: Line): Update;
  body(updates: readonly Update[]): string;
}

const dialects = { 'meta-cloud': metaDialect, coster: costerDialect, qontak: qontakDialect } as const;

export const dialectOf = ({ protocol }: Pick<Line, 'protocol'>): Dialect => dialects[protocol];

export const messageUpdate = (message: Said): Update => dialectOf(message.line).message(message, message.line);

export const statusUpdate = (words: StatusWords): Update => dialectOf(words.line).status(words);

/** A message for a number that the call's proof is not good for. */
export const foreignUpdate = (message: Said): Update => ({ ...messageUpdate(message), items: [{ kind: 'other', verdicts: ['foreign'] }] });

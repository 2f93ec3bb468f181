import type { SettingsInForce } from '../conversation/conversation.js';
import type { ConversationEvent } from '../conversation/events.js';
import type { Millis } from '../kernel/time.js';
import { quietsOf, whatIf, type Period, type Quiet, type QuietOutcome } from './what-if.js';

/** What became of a quiet stretch: nothing, an ask that the session outlived, an ask that still waits, or an end. */
export type QuietFate = 'nothing' | 'asked' | 'continued' | QuietEnd;
type QuietEnd = NonNullable<QuietOutcome['ended']>['reason'];

export interface QuietDifference {
  readonly since: Millis;
  readonly really: QuietFate;
  readonly instead: QuietFate;
  /** When the settings would have asked or ended; absent where they would have done neither. */
  readonly at?: Millis;
}

/** The stretches of one conversation that would have gone otherwise, as far as something of it falls into the period. */
export const differencesIf = (events: readonly ConversationEvent[], settings: SettingsInForce, period: Period): readonly QuietDifference[] =>
  quietsOf(events).flatMap((quiet): QuietDifference[] => {
    const instead = whatIf(quiet, settings);
    const really = reallyOf(quiet, events);
    const [one, other] = [fateOf(really, quiet), fateOf(instead, quiet)];
    const times = [really, instead].flatMap(({ askedAt, forbiddenAt, ended }) => [askedAt, forbiddenAt, ended?.at]);
    if (one === other || !times.some((at) => at !== undefined && at >= period.from && at < period.to)) return [];
    const at = instead.ended?.at ?? instead.askedAt ?? instead.forbiddenAt;
    return [{ since: quiet.since, really: one, instead: other, ...(at !== undefined && { at }) }];
  });

const reallyOf = ({ since, until = Infinity }: Quiet, events: readonly ConversationEvent[]): QuietOutcome => {
  const within = events.filter(({ data }) => data.at >= since && data.at <= until);
  const asked = within.flatMap((event) => (event.type === 'AskRequested' ? [event.data.ask] : []));
  const accepted = within.find((event) => event.type === 'SendAccepted' && asked.includes(event.data.send));
  const forbidden = within.find(({ type }) => type === 'AskForbidden');
  const ended = within.flatMap((event) => (event.type === 'SessionEnded' ? [{ at: event.data.at, reason: event.data.reason }] : []))[0];
  return { ...(accepted && { askedAt: accepted.data.at }), ...(forbidden && { forbiddenAt: forbidden.data.at }), ...(ended && { ended }) };
};

const fateOf = ({ askedAt, ended }: QuietOutcome, { until }: Quiet): QuietFate => {
  if (ended) return ended.reason;
  if (askedAt === undefined) return 'nothing';
  return until === undefined ? 'asked' : 'continued';
};

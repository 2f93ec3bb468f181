import { DAY } from '@tandem/domain';
import type { ChannelHealth, CheckResult, ConnectedChannelView, Problem, RegistrationWay } from '@tandem/wire';
import type { Words } from '../words/words.js';

export type RungState = 'waiting' | 'passed' | 'failed';

/** One step from nothing to a number that works. */
export interface Rung {
  readonly name: 'number' | 'credentials' | 'scopes' | 'expiry' | 'account' | 'subscribed' | 'callback' | 'verified' | 'challenge' | 'message';
  readonly state: RungState;
  /** What it found, or what to do next. */
  readonly text: string;
  /** The provider's own words. */
  readonly said?: string;
}

export interface Climbing {
  readonly view: ConnectedChannelView;
  readonly registration: RegistrationWay;
  /** Of the newest save. */
  readonly checks: readonly CheckResult[];
  /** What the newest save was refused with. */
  readonly refused?: Pick<Problem, 'code' | 'detail' | 'step'>;
  /** Calls of the provider so far; undefined: not known. */
  readonly received?: number;
  /** What the provider bore out when the credentials were saved; undefined: not asked, or not known. */
  readonly found?: ChannelHealth['found'];
  readonly now: number;
  readonly timeOf: (time: number) => string;
}

/** What each kind of provider can be asked about credentials: Meta everything, Qontak whether the number is in its account, Coster nothing. */
const asked: Readonly<Record<RegistrationWay, readonly ('scopes' | 'expiry' | 'account')[]>> = {
  'at-save': ['scopes', 'expiry', 'account'], 'set-endpoint': ['account'], 'hand-off': [],
};

/** The ladder as far as today's view tells; a real message proves everything below it. */
export const rungsOf = (climbing: Climbing, words: Words): readonly Rung[] => [
  { name: 'number', state: 'passed', text: words.ladder.number.passed },
  credentialsRung(climbing, words),
  ...asked[climbing.registration].flatMap((name) => (name === 'expiry' ? expiryRung(climbing, words) : [factRung(name, climbing, words)])),
  ...(climbing.registration === 'at-save' ? [subscribedRung(climbing, words)] : []),
  callbackRung(climbing, words),
  ...(climbing.registration === 'at-save' ? [verifiedRung(climbing, words)] : []),
  challengeRung(climbing, words),
  messageRung(climbing, words),
];

const failedCheck = ({ checks }: Climbing, check: CheckResult['check']): CheckResult | undefined =>
  checks.find((result) => result.check === check && result.outcome === 'failed');

const credentialsRung = (climbing: Climbing, { ladder: { credentials } }: Words): Rung => {
  const { view, checks } = climbing;
  const failed = view.paused ?? failedCheck(climbing, 'credentials');
  if (failed) return { name: 'credentials', state: 'failed', text: credentials.failed, said: failed.words };
  if (view.state === 'connected') return { name: 'credentials', state: 'waiting', text: credentials.waiting };
  const accepted = view.proven || checks.some(({ check, outcome }) => check === 'credentials' && outcome === 'passed');
  return { name: 'credentials', state: 'passed', text: accepted ? credentials.accepted : credentials.passed };
};

/** A message that came through is no proof of these, but nothing fails where they do not hold. */
const factRung = (name: 'scopes' | 'account', { view: { proven }, found }: Climbing, { ladder }: Words): Rung =>
  (found?.holds.includes(name) || (proven && !found) ? { name, state: 'passed', text: ladder[name].passed } : { name, state: 'waiting', text: ladder[name].waiting });

/** An end is warned of so long before. */
const WARNED = 14 * DAY;

/** Not shown of a number that works and whose token was saved before ends were noted. */
const expiryRung = ({ view: { proven }, found, now, timeOf }: Climbing, { ladder: { expiry } }: Words): readonly Rung[] => {
  const rung = (state: RungState, text: string): readonly Rung[] => [{ name: 'expiry', state, text }];
  const until = found?.tokenUntil;
  if (until === undefined) return proven ? [] : rung('waiting', expiry.waiting);
  if (until === 0) return rung('passed', expiry.never);
  if (until <= now) return rung('failed', expiry.over(timeOf(until)));
  return until - now <= WARNED ? rung('waiting', expiry.soon(timeOf(until))) : rung('passed', expiry.until(timeOf(until)));
};

/** Meta asks the address before it takes it. */
const verifiedRung = ({ view: { endpoint, proven }, timeOf }: Climbing, { ladder: { verified } }: Words): Rung =>
  (endpoint.at !== undefined ? { name: 'verified', state: 'passed', text: verified.passed(timeOf(endpoint.at)) }
    : { name: 'verified', state: proven ? 'passed' : 'waiting', text: proven ? verified.long : verified.waiting });

interface Refused {
  readonly words?: string;
  readonly step?: Problem['step'];
}

/** The provider's newest refusal of our address, unless it has taken it since. */
const refusalOf = (climbing: Climbing): Refused | undefined => {
  const { view: { endpoint: { at = 0, lastFailure } }, refused } = climbing;
  if (refused?.code === 'CallbackRefused') return { words: refused.detail, step: refused.step };
  return lastFailure && lastFailure.at >= at ? lastFailure : failedCheck(climbing, 'callback');
};

/** Meta tells apart whether our app hears of the account and whether its calls come to our address. */
const subscribedRung = (climbing: Climbing, { ladder: { subscribed } }: Words): Rung => {
  const { view: { endpoint, proven } } = climbing;
  const refused = refusalOf(climbing);
  if (refused?.step === 'subscription') return { name: 'subscribed', state: 'failed', text: subscribed.failed, said: refused.words };
  const isThere = refused?.step === 'callback' || endpoint.status === 'set' || proven;
  return { name: 'subscribed', state: isThere ? 'passed' : 'waiting', text: isThere ? subscribed.passed : subscribed.waiting };
};

const callbackRung = (climbing: Climbing, { ladder: { callback } }: Words): Rung => {
  const { view: { endpoint, proven, state }, registration, received = 0 } = climbing;
  const rung = (of: RungState, text: string, said?: string): Rung => ({ name: 'callback', state: of, text, ...(said !== undefined && { said }) });
  const failed = refusalOf(climbing);
  if (failed?.step === 'subscription') return rung('waiting', callback.waitingSubscription);
  if (failed) return rung('failed', callback.failed, failed.words);
  if (registration === 'set-endpoint' && endpoint.notices.length > 0) return rung('waiting', callback.stale);
  if (endpoint.status === 'set' || proven || received > 0) return rung('passed', callback.passed);
  if (registration === 'hand-off') return rung('waiting', callback.waitingHandOff);
  if (registration === 'set-endpoint') return rung('waiting', callback.waitingEndpoint);
  return rung('waiting', state === 'connected' ? callback.waitingSave : callback.unknown);
};

const challengeRung = ({ view: { proven, endpoint }, received = 0 }: Climbing, { ladder: { challenge } }: Words): Rung =>
  (proven || received > 0 ? { name: 'challenge', state: 'passed', text: challenge.passed }
    : { name: 'challenge', state: 'waiting', text: endpoint.status === 'set' ? challenge.waitingMessage : challenge.waiting });

const messageRung = ({ view: { proven } }: Climbing, { ladder: { message } }: Words): Rung =>
  (proven ? { name: 'message', state: 'passed', text: message.passed } : { name: 'message', state: 'waiting', text: message.waiting });

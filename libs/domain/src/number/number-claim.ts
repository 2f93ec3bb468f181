import { accept, ignore, reject, type Decider, type Decision } from '../kernel/decider.js';
import type { ChannelKey } from '../kernel/streams.js';
import type { Millis } from '../kernel/time.js';
import type { ClaimKind } from './claim-key.js';

/** The holder may claim again: a save says so before it relies on the claim. */
export type NumberClaimed = {
  readonly type: 'NumberClaimed';
  readonly data: { readonly holder: ChannelKey; readonly what: ClaimKind };
};

export type NumberReleased = { readonly type: 'NumberReleased'; readonly data: { readonly holder: ChannelKey } };

/** `claim-<keyed hash>` */
export type ClaimEvent = NumberClaimed | NumberReleased;

export type NumberClaim =
  | { readonly status: 'free' }
  | { readonly status: 'held'; readonly holder: ChannelKey; readonly what: ClaimKind };

/** `lapsed` names a holder whose channel was seen not to bear the claim out, and was told so (`ClaimLapsed`). */
export type ClaimNumber = {
  readonly type: 'ClaimNumber';
  readonly holder: ChannelKey;
  readonly what: ClaimKind;
  readonly lapsed?: ChannelKey;
  readonly now: Millis;
};

export type ReleaseNumber = { readonly type: 'ReleaseNumber'; readonly holder: ChannelKey; readonly now: Millis };

export type ClaimCommand = ClaimNumber | ReleaseNumber;
export type ClaimReason = 'HeldByAnotherChannel' | 'NotHeld';

type Decided = Decision<ClaimEvent, ClaimReason>;

const claim = ({ holder, what, lapsed }: ClaimNumber, state: NumberClaim): Decided => {
  const claimed: ClaimEvent = { type: 'NumberClaimed', data: { holder, what } };
  if (state.status === 'free' || state.holder === holder) return accept(claimed);
  if (state.holder !== lapsed) return reject('HeldByAnotherChannel');
  return accept<ClaimEvent>({ type: 'NumberReleased', data: { holder: state.holder } }, claimed);
};

const release = ({ holder }: ReleaseNumber, state: NumberClaim): Decided => {
  if (state.status === 'free' || state.holder !== holder) return ignore('NotHeld');
  return accept({ type: 'NumberReleased', data: { holder } });
};

const decide = (command: ClaimCommand, state: NumberClaim): Decided => {
  switch (command.type) {
    case 'ClaimNumber':
      return claim(command, state);
    case 'ReleaseNumber':
      return release(command, state);
  }
};

export const evolveClaim = (_state: NumberClaim, event: ClaimEvent): NumberClaim => {
  switch (event.type) {
    case 'NumberClaimed':
      return { status: 'held', holder: event.data.holder, what: event.data.what };
    case 'NumberReleased':
      return { status: 'free' };
  }
};

/** The rules of `claim-<keyed hash>`. */
export const claimDecider: Decider<NumberClaim, ClaimCommand, ClaimEvent, ClaimReason> = {
  initial: { status: 'free' },
  decide,
  evolve: evolveClaim,
};

import { accept, ignore, type Decider, type Decision } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';

/** `proof` is the keyed hash of what the browser keeps in its cookie. */
export type SignedIn = { readonly type: 'SignedIn'; readonly data: {
  readonly proof: string;
  readonly at: Millis;
  readonly until: Millis;
} };

export type SignedOut = { readonly type: 'SignedOut'; readonly data: { readonly proof: string } };

export type SignedOutEverywhere = {
  readonly type: 'SignedOutEverywhere';
  readonly data: Readonly<Record<string, never>>;
};

/** `operator-<id>`: where one operator is signed in. */
export type SignInEvent = SignedIn | SignedOut | SignedOutEverywhere;

export const operatorStream = (operator: string): string => `operator-${operator}`;

export interface SignInHeld {
  readonly proof: string;
  readonly at: Millis;
  readonly until: Millis;
}

export type SignIns = readonly SignInHeld[];

export type SignInCommand =
  | { readonly type: 'SignIn'; readonly proof: string; readonly until: Millis; readonly now: Millis }
  | { readonly type: 'SignOut'; readonly proof: string; readonly now: Millis }
  | { readonly type: 'SignOutEverywhere'; readonly now: Millis };

export type SignInReason = 'NotSignedIn';

const decide = (command: SignInCommand, signIns: SignIns): Decision<SignInEvent, SignInReason> => {
  switch (command.type) {
    case 'SignIn':
      return accept({ type: 'SignedIn', data: { proof: command.proof, at: command.now, until: command.until } });
    case 'SignOut':
      return signIns.some(({ proof }) => proof === command.proof)
        ? accept({ type: 'SignedOut', data: { proof: command.proof } })
        : ignore('NotSignedIn');
    case 'SignOutEverywhere':
      return signIns.length === 0 ? ignore('NotSignedIn') : accept({ type: 'SignedOutEverywhere', data: {} });
  }
};

/** Sign-ins that are over by the time of a new one are forgotten with it. */
export const evolveSignIns = (signIns: SignIns, event: SignInEvent): SignIns => {
  switch (event.type) {
    case 'SignedIn': {
      const { proof, at, until } = event.data;
      return [...signIns.filter((held) => held.until > at), { proof, at, until }];
    }
    case 'SignedOut':
      return signIns.filter(({ proof }) => proof !== event.data.proof);
    case 'SignedOutEverywhere':
      return [];
  }
};

/** The rules of `operator-<id>`. */
export const signInDecider: Decider<SignIns, SignInCommand, SignInEvent, SignInReason> = {
  initial: [], decide, evolve: evolveSignIns,
};

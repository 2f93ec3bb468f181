import {
  DAY, HOUR, operatorStream, signInDecider, teamDecider, teamStream, type Clock, type Decider, type DomainEvent,
  type EventMetadata,
  type EventStore, type Millis, type RecordedEvent, type Role, type SignInReason, type TeamCommand, type TeamReason,
  type Vault,
} from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import { hashPassword } from './passwords.js';
import { newSecret, normaliseEmail, proofOf } from './proofs.js';
import type { TeamDirectory } from './team-directory.js';

export type TeamAnswer<Made = object> =
  | ({ readonly kind: 'saved'; readonly position: number; readonly version: number } & Made)
  | { readonly kind: 'rejected'; readonly reason: TeamReason | SignInReason }
  | { readonly kind: 'ignored'; readonly reason: TeamReason | SignInReason }
  | { readonly kind: 'busy' };

/** What somebody who takes a one-time link says of himself. */
export interface Newcomer {
  /** What stands in the link. */
  readonly link: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What is sealed of an operator. */
export interface Profile {
  readonly name: string;
  readonly email: string;
}

/** A working day: who signs in in the morning is not signed out before the evening. */
export const SIGN_IN_LASTS: Millis = 12 * HOUR;
const INVITATION_LASTS: Millis = 7 * DAY;
const PASSWORD_LINK_LASTS: Millis = DAY;
const MAX_ATTEMPTS = 20;
const TOKEN_PREFIX = 'tandem_';

/** Name of the key that seals what is personal about an operator. */
export const operatorKey = (operator: string): string => `operator-${operator}`;

export interface TeamProceduresDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly directory: TeamDirectory;
  readonly newId: () => string;
}

/** Everything that can be asked about people and their keys. */
export type TeamProcedures = ReturnType<typeof createTeamProcedures>;

export const createTeamProcedures = (deps: TeamProceduresDeps) => {
  const { vault, clock, newId } = deps;
  const now = () => clock.now();
  const give = giveThrough(deps);
  const toTeam = (by: Giver, command: TeamCommand) => give(teamStream, teamDecider, { by, command });

  const join = async (by: Giver, type: 'TakeInvitation' | 'TakeOwnerLink', newcomer: Newcomer): Promise<TeamAnswer> => {
    const operator = newId();
    const email = normaliseEmail(newcomer.email);
    const profile: Profile = { name: newcomer.name.trim(), email: newcomer.email.trim() };
    const known = deps.directory.team().seats.find(
      (seat) => !seat.removed && seat.email === proofOf(vault, 'email', email),
    );
    const key = operatorKey(known?.id ?? operator);
    const answer = await toTeam(by, {
      type, now: now(), operator, link: proofOf(vault, 'link', newcomer.link), email: proofOf(vault, 'email', email),
      profile: await vault.seal(key, JSON.stringify(profile)), password: await vault.seal(
        key, await hashPassword(newcomer.password),
      ),
    });
    if (answer.kind !== 'saved' && !known) await vault.destroy(key);
    return answer;
  };

  return {
    takeInvitation: (by: Giver, newcomer: Newcomer) => join(by, 'TakeInvitation', newcomer),
    takeOwnerLink: (by: Giver, newcomer: Newcomer) => join(by, 'TakeOwnerLink', newcomer),

    changePassword: async (by: Giver, operator: string, password: string): Promise<TeamAnswer> =>
      toTeam(
        by,
        {
          type: 'ChangePassword', now: now(), operator,
          password: await vault.seal(operatorKey(operator), await hashPassword(password)),
        },
      ),

    /** Name and address of an operator, from now on. */
    changeProfile: async (by: Giver, operator: string, { name, email }: Profile): Promise<TeamAnswer> => {
      const profile: Profile = { name: name.trim(), email: email.trim() };
      return toTeam(by, {
        type: 'ChangeProfile', now: now(), operator, email: proofOf(vault, 'email', normaliseEmail(email)),
        profile: await vault.seal(operatorKey(operator), JSON.stringify(profile)),
      });
    },

    /** `link` is shown once; only its keyed hash is kept. */
    makePasswordLink: async (
      by: Giver, operator: string,
    ): Promise<TeamAnswer<{ link: string; expiresAt: Millis }>> => {
      const [link, expiresAt] = [newSecret(), now() + PASSWORD_LINK_LASTS];
      const proof = proofOf(vault, 'password-link', link);
      const answer = await toTeam(by, { type: 'MakePasswordLink', now: now(), operator, proof, expiresAt });
      return answer.kind === 'saved' ? { ...answer, link, expiresAt } : answer;
    },
    takePasswordLink: async (by: Giver, link: string, password: string): Promise<TeamAnswer<{ operator: string }>> => {
      const proof = proofOf(vault, 'password-link', link);
      const open = deps.directory.team().passwordLinks.find((one) => one.proof === proof);
      if (!open) return { kind: 'rejected', reason: 'LinkNotValid' };
      const sealed = await vault.seal(operatorKey(open.operator), await hashPassword(password));
      const answer = await toTeam(by, { type: 'TakePasswordLink', now: now(), link: proof, password: sealed });
      return answer.kind === 'saved' ? { ...answer, operator: open.operator } : answer;
    },

    changeRole: (by: Giver, operator: string, seat: { role: Role; until?: Millis }) =>
      toTeam(by, { type: 'ChangeRole', now: now(), operator, ...seat }),
    remove: (by: Giver, operator: string) => toTeam(by, { type: 'RemoveOperator', now: now(), operator }),

    /** `link` is shown once; only its keyed hash is kept. */
    invite: async (
      by: Giver, seat: { role: Role; until?: Millis },
    ): Promise<TeamAnswer<{ id: string; link: string; expiresAt: Millis }>> => {
      const [invitation, link, expiresAt] = [newId(), newSecret(), now() + INVITATION_LASTS];
      const proof = proofOf(vault, 'link', link);
      const answer = await toTeam(by, { type: 'MakeInvitation', now: now(), invitation, proof, expiresAt, ...seat });
      return answer.kind === 'saved' ? { ...answer, id: invitation, link, expiresAt } : answer;
    },
    revokeInvitation: (by: Giver, invitation: string) => toTeam(
      by, { type: 'RevokeInvitation', now: now(), invitation },
    ),

    /** `secret` is shown once; only its keyed hash is kept. */
    makeToken: async (
      by: Giver, wanted: { name: string; role: Role; until: Millis },
    ): Promise<TeamAnswer<{ id: string; secret: string }>> => {
      const [token, secret] = [newId(), `${TOKEN_PREFIX}${newSecret()}`];
      const proof = proofOf(vault, 'api-token', secret);
      const answer = await toTeam(
        by, { type: 'MakeApiToken', now: now(), token, proof, lastFour: secret.slice(-4), ...wanted },
      );
      return answer.kind === 'saved' ? { ...answer, id: token, secret } : answer;
    },
    revokeToken: (by: Giver, token: string) => toTeam(by, { type: 'RevokeApiToken', now: now(), token }),

    /** `cookie` is what the browser keeps; only its keyed hash stands in the log. */
    signIn: async (by: Giver, operator: string): Promise<TeamAnswer<{ cookie: string; until: Millis }>> => {
      const [cookie, until] = [newSecret(), now() + SIGN_IN_LASTS];
      const command = { type: 'SignIn', proof: proofOf(vault, 'sign-in', cookie), until, now: now() } as const;
      const answer = await give(operatorStream(operator), signInDecider, { by, command });
      return answer.kind === 'saved' ? { ...answer, cookie, until } : answer;
    },
    signOut: (by: Giver, { operator, proof }: { operator: string; proof: string }) =>
      give(operatorStream(operator), signInDecider, { by, command: { type: 'SignOut', proof, now: now() } }),
    signOutEverywhere: (by: Giver, operator: string) =>
      give(operatorStream(operator), signInDecider, { by, command: { type: 'SignOutEverywhere', now: now() } }),
  };
};

const giveThrough =
  ({ store, directory }: TeamProceduresDeps) =>
  async <S, C extends { readonly now: Millis }, E extends DomainEvent, R extends TeamReason | SignInReason>(
    stream: string, decider: Decider<S, C, E, R>, { by, command }: { by: Giver; command: C },
  ): Promise<TeamAnswer> => {
    const { id, seen: _seen, ...who } = by;
    const meta: EventMetadata = { v: 1, at: command.now, ...who };
    for (let left = MAX_ATTEMPTS; left > 0; left -= 1) {
      const { events, version } = await store.read(stream);
      const state = (events as unknown as readonly RecordedEvent<E>[]).reduce(
        (before, event) => decider.evolve(before, event as unknown as E), decider.initial,
      );
      const decision = decider.decide(command, state);
      if (decision.kind !== 'accepted') return decision;
      const appended = await store.append(
        stream,
        decision.events.map((event, index) => ({ id: `${id}/${index}`, type: event.type, data: event.data, meta })),
        version,
      );
      if (appended.kind === 'conflict') continue;
      await directory.waitFor(appended.position);
      return { kind: 'saved', position: appended.position, version: appended.version };
    }
    return { kind: 'busy' };
  };

import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';

/** What a person, or a program with an API token, may do: everything; everything but people; read everything. */
export const roles = ['owner', 'contributor', 'auditor'] as const;
export type Role = (typeof roles)[number];

interface Happening<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Readonly<Data>;
}

/**
 * `email` is the keyed hash of the address; name and address stand sealed in `profile`, the password's hash in
 * `password`.
 */
export type OperatorJoined = Happening<
  'OperatorJoined',
  {
    readonly operator: string;
    readonly role: Role;
    /** The seat ends then. */
    readonly until?: Millis;
    /** Keyed hash of the one-time link: none is taken twice. */
    readonly link: string;
    readonly email: string;
    readonly profile: Sealed;
    readonly password: Sealed;
    readonly at: Millis;
  }
>;

/** Whoever was signed in before is not any more. */
export type PasswordChanged = Happening<
  'PasswordChanged',
  {
    readonly operator: string;
    readonly password: Sealed;
    readonly at: Millis;
    /** The one-time link that did it, where somebody was locked out. */
    readonly link?: string;
  }
>;

/** Name and address as they are from now on; fields as `OperatorJoined`. */
export type ProfileChanged = Happening<
  'ProfileChanged',
  { readonly operator: string; readonly email: string; readonly profile: Sealed }
>;

/** A one-time link that lets an operator choose another password; a newer one takes its place. */
export type PasswordLinkMade = Happening<
  'PasswordLinkMade',
  { readonly operator: string; readonly proof: string; readonly expiresAt: Millis }
>;

/** Role and end of the seat, as they are from now on. */
export type RoleChanged = Happening<'RoleChanged', {
  readonly operator: string;
  readonly role: Role;
  readonly until?: Millis;
}>;

export type OperatorRemoved = Happening<'OperatorRemoved', { readonly operator: string }>;

/** A one-time link; `proof` is the keyed hash of what stands in it. */
export type InvitationMade = Happening<
  'InvitationMade',
  {
    readonly invitation: string;
    readonly proof: string;
    readonly role: Role;
    /** End of the seat that it gives. */
    readonly until?: Millis;
    /** The link itself is good until then. */
    readonly expiresAt: Millis;
  }
>;

export type InvitationTaken = Happening<'InvitationTaken', { readonly invitation: string; readonly operator: string }>;

export type InvitationRevoked = Happening<'InvitationRevoked', { readonly invitation: string }>;

/** A program's key: `proof` is the keyed hash of it, `name` says what it is for. */
export type ApiTokenMade = Happening<
  'ApiTokenMade',
  {
    readonly token: string;
    readonly proof: string;
    readonly name: string;
    readonly role: Role;
    readonly until: Millis;
    readonly lastFour: string;
    readonly at: Millis;
  }
>;

export type ApiTokenRevoked = Happening<'ApiTokenRevoked', { readonly token: string }>;

/** `operator-team`: who may do what. One stream, so that its version keeps the last owner in his seat. */
export type TeamEvent =
  | OperatorJoined
  | PasswordChanged
  | ProfileChanged
  | PasswordLinkMade
  | RoleChanged
  | OperatorRemoved
  | InvitationMade
  | InvitationTaken
  | InvitationRevoked
  | ApiTokenMade
  | ApiTokenRevoked;

export const teamStream = 'operator-team';

export interface Seat {
  readonly id: string;
  readonly role: Role;
  readonly until?: Millis;
  readonly email: string;
  readonly profile: Sealed;
  readonly password: Sealed;
  readonly joinedAt: Millis;
  readonly passwordChangedAt: Millis;
  readonly removed: boolean;
}

export interface OpenInvitation {
  readonly id: string;
  readonly proof: string;
  readonly role: Role;
  readonly until?: Millis;
  readonly expiresAt: Millis;
}

export interface OpenPasswordLink {
  readonly operator: string;
  readonly proof: string;
  readonly expiresAt: Millis;
}

export interface ApiTokenHeld {
  readonly id: string;
  readonly proof: string;
  readonly name: string;
  readonly role: Role;
  readonly until: Millis;
  readonly lastFour: string;
  readonly createdAt: Millis;
}

/** Everybody who ever had a seat, in the order of joining; links and tokens that are open. */
export interface Team {
  readonly seats: readonly Seat[];
  readonly invitations: readonly OpenInvitation[];
  /** At most one for each operator. */
  readonly passwordLinks: readonly OpenPasswordLink[];
  readonly tokens: readonly ApiTokenHeld[];
  /** Every one-time link that was taken. */
  readonly linksTaken: readonly string[];
}

export const noTeam: Team = { seats: [], invitations: [], passwordLinks: [], tokens: [], linksTaken: [] };

/** Whether somebody has a seat at `now`. */
export const isSeated = ({ removed, until }: Pick<Seat, 'removed' | 'until'>, now: Millis): boolean =>
  !removed && (until === undefined || now < until);

/** Owners' seats have no end: who is one stays one until he is removed or demoted. */
export const ownersOf = ({ seats }: Team): readonly Seat[] => seats.filter(
  ({ role, removed }) => role === 'owner' && !removed,
);

export const evolveTeam = (team: Team, event: TeamEvent): Team => {
  switch (event.type) {
    case 'OperatorJoined': {
      const { operator, role, until, link, email, profile, password, at } = event.data;
      const seat: Seat = {
        id: operator, role, until, email, profile, password, joinedAt: at, passwordChangedAt: at, removed: false,
      };
      return { ...team, seats: [...team.seats, seat], linksTaken: [...team.linksTaken, link] };
    }
    case 'PasswordChanged': {
      const { operator, password, at, link } = event.data;
      const linksTaken = link === undefined ? team.linksTaken : [...team.linksTaken, link];
      return {
        ...withSeat(team, operator, { password, passwordChangedAt: at }), linksTaken,
        passwordLinks: withoutLink(team, operator),
      };
    }
    case 'ProfileChanged':
      return withSeat(team, event.data.operator, { email: event.data.email, profile: event.data.profile });
    case 'PasswordLinkMade':
      return { ...team, passwordLinks: [...withoutLink(team, event.data.operator), event.data] };
    case 'RoleChanged':
      return withSeat(team, event.data.operator, { role: event.data.role, until: event.data.until });
    case 'OperatorRemoved':
      return {
        ...withSeat(team, event.data.operator, { removed: true }),
        passwordLinks: withoutLink(team, event.data.operator),
      };
    case 'InvitationMade': {
      const { invitation, ...made } = event.data;
      return { ...team, invitations: [...team.invitations, { id: invitation, ...made }] };
    }
    case 'InvitationTaken':
    case 'InvitationRevoked':
      return { ...team, invitations: team.invitations.filter(({ id }) => id !== event.data.invitation) };
    case 'ApiTokenMade': {
      const { token, at, ...made } = event.data;
      return { ...team, tokens: [...team.tokens, { id: token, createdAt: at, ...made }] };
    }
    case 'ApiTokenRevoked':
      return { ...team, tokens: team.tokens.filter(({ id }) => id !== event.data.token) };
  }
};

const withoutLink = ({ passwordLinks }: Team, operator: string): readonly OpenPasswordLink[] =>
  passwordLinks.filter((link) => link.operator !== operator);

const withSeat = (team: Team, operator: string, change: Partial<Seat>): Team => ({
  ...team,
  seats: team.seats.map((seat) => (seat.id === operator ? { ...seat, ...change } : seat)),
});

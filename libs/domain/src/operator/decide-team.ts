import { accept, ignore, reject, type Decider, type Decision } from '../kernel/decider.js';
import type { Millis } from '../kernel/time.js';
import type { Sealed } from '../kernel/vault.js';
import {
  evolveTeam, isSeated, noTeam, ownersOf, type OpenInvitation, type Role, type Seat, type Team, type TeamEvent,
} from './team.js';

interface Order<Type extends string> {
  readonly type: Type;
  readonly now: Millis;
}

/**
 * Somebody with a one-time link takes a seat. `link` is the keyed hash of what stands in it, `email` that of the
 * address.
 */
interface Joining {
  readonly operator: string;
  readonly link: string;
  readonly email: string;
  readonly profile: Sealed;
  readonly password: Sealed;
}

export interface TakeInvitation extends Order<'TakeInvitation'>, Joining {}

/**
 * The link that only who has the data folder can read: makes an owner, or gives one who is locked out a new password.
 */
export interface TakeOwnerLink extends Order<'TakeOwnerLink'>, Joining {}

export interface ChangePassword extends Order<'ChangePassword'> {
  readonly operator: string;
  readonly password: Sealed;
}

/** `email` is the keyed hash of the address. */
export interface ChangeProfile extends Order<'ChangeProfile'> {
  readonly operator: string;
  readonly email: string;
  readonly profile: Sealed;
}

/** `proof` is the keyed hash of what stands in the link, which is good until `expiresAt`. */
export interface MakePasswordLink extends Order<'MakePasswordLink'> {
  readonly operator: string;
  readonly proof: string;
  readonly expiresAt: Millis;
}

export interface TakePasswordLink extends Order<'TakePasswordLink'> {
  readonly link: string;
  readonly password: Sealed;
}

export interface ChangeRole extends Order<'ChangeRole'> {
  readonly operator: string;
  readonly role: Role;
  readonly until?: Millis;
}

export interface RemoveOperator extends Order<'RemoveOperator'> {
  readonly operator: string;
}

/** `until`: end of the seat that it gives; `expiresAt`: of the link. */
export interface MakeInvitation extends Order<'MakeInvitation'> {
  readonly invitation: string;
  readonly proof: string;
  readonly role: Role;
  readonly until?: Millis;
  readonly expiresAt: Millis;
}

export interface RevokeInvitation extends Order<'RevokeInvitation'> {
  readonly invitation: string;
}

export interface MakeApiToken extends Order<'MakeApiToken'> {
  readonly token: string;
  readonly proof: string;
  readonly name: string;
  readonly role: Role;
  readonly until: Millis;
  readonly lastFour: string;
}

export interface RevokeApiToken extends Order<'RevokeApiToken'> {
  readonly token: string;
}

export type TeamCommand =
  | TakeInvitation
  | TakeOwnerLink
  | ChangePassword
  | ChangeProfile
  | MakePasswordLink
  | TakePasswordLink
  | ChangeRole
  | RemoveOperator
  | MakeInvitation
  | RevokeInvitation
  | MakeApiToken
  | RevokeApiToken;

export type TeamReason =
  | 'EmailTaken'
  | 'EndIsPast'
  | 'EndTooLate'
  | 'LastOwner'
  | 'LinkNotValid'
  | 'NoSuchInvitation'
  | 'NoSuchOperator'
  | 'NoSuchToken'
  | 'NothingChanged'
  | 'OwnerHasNoEnd'
  | 'TokenNameMissing'
  | 'TokenNameTooLong';

type Decided = Decision<TeamEvent, TeamReason>;

/** Longest name of an API token, in characters (code points). */
export const MAX_TOKEN_NAME = 100;
/** Longest life of an API token: a year and a day. */
export const MAX_TOKEN_LIFE: Millis = 366 * 24 * 3_600_000;

const takeInvitation = (command: TakeInvitation, team: Team): Decided => {
  const invitation = team.invitations.find(({ proof }) => proof === command.link);
  if (!invitation || command.now >= invitation.expiresAt) return reject('LinkNotValid');
  if (isPast(invitation.until, command.now)) return reject('LinkNotValid');
  if (withEmail(team, command.email)) return reject('EmailTaken');
  return accept<TeamEvent>(joined(command, invitation), {
    type: 'InvitationTaken', data: { invitation: invitation.id, operator: command.operator },
  });
};

const takeOwnerLink = (command: TakeOwnerLink, team: Team): Decided => {
  if (team.linksTaken.includes(command.link)) return reject('LinkNotValid');
  const known = withEmail(team, command.email);
  return known ? accept(...recovered(command, known)) : accept(joined(command, { role: 'owner' }));
};

const recovered = (
  { password, link, now }: TakeOwnerLink, { id: operator, role, until }: Seat,
): readonly TeamEvent[] => [
  ...(role === 'owner' && until === undefined ? [] : [
    { type: 'RoleChanged', data: { operator, role: 'owner' } } as const,
  ]),
  { type: 'PasswordChanged', data: { operator, password, at: now, link } },
];

const joined = (
  { operator, link, email, profile, password, now }: Joining & { readonly now: Millis },
  { role, until }: Pick<OpenInvitation, 'role' | 'until'>,
): TeamEvent => ({
  type: 'OperatorJoined',
  data: { operator, role, ...(until === undefined ? {} : { until }), link, email, profile, password, at: now },
});

const changePassword = ({ operator, password, now }: ChangePassword, team: Team): Decided =>
  seatOf(team, operator) ? accept(
    { type: 'PasswordChanged', data: { operator, password, at: now } },
  ) : reject('NoSuchOperator');

const changeProfile = ({ operator, email, profile }: ChangeProfile, team: Team): Decided => {
  if (!seatOf(team, operator)) return reject('NoSuchOperator');
  const other = withEmail(team, email);
  if (other && other.id !== operator) return reject('EmailTaken');
  return accept({ type: 'ProfileChanged', data: { operator, email, profile } });
};

const makePasswordLink = ({ operator, proof, expiresAt, now }: MakePasswordLink, team: Team): Decided => {
  const seat = seatOf(team, operator);
  if (!seat || !isSeated(seat, now)) return reject('NoSuchOperator');
  return accept({ type: 'PasswordLinkMade', data: { operator, proof, expiresAt } });
};

const takePasswordLink = ({ link, password, now }: TakePasswordLink, team: Team): Decided => {
  const open = team.passwordLinks.find(({ proof }) => proof === link);
  if (!open || now >= open.expiresAt) return reject('LinkNotValid');
  return accept({ type: 'PasswordChanged', data: { operator: open.operator, password, at: now, link } });
};

const changeRole = ({ operator, role, until, now }: ChangeRole, team: Team): Decided => {
  const seat = seatOf(team, operator);
  if (!seat) return reject('NoSuchOperator');
  if (role === 'owner' && until !== undefined) return reject('OwnerHasNoEnd');
  if (isPast(until, now)) return reject('EndIsPast');
  if (role !== 'owner' && isLastOwner(team, seat)) return reject('LastOwner');
  if (seat.role === role && seat.until === until) return ignore('NothingChanged');
  return accept({ type: 'RoleChanged', data: { operator, role, ...(until === undefined ? {} : { until }) } });
};

const removeOperator = ({ operator }: RemoveOperator, team: Team): Decided => {
  const seat = seatOf(team, operator);
  if (!seat) return reject('NoSuchOperator');
  return isLastOwner(team, seat) ? reject('LastOwner') : accept({ type: 'OperatorRemoved', data: { operator } });
};

const makeInvitation = ({ type: _type, now, ...made }: MakeInvitation): Decided => {
  if (made.role === 'owner' && made.until !== undefined) return reject('OwnerHasNoEnd');
  return isPast(made.until, now) ? reject('EndIsPast') : accept({ type: 'InvitationMade', data: made });
};

const revokeInvitation = ({ invitation }: RevokeInvitation, team: Team): Decided =>
  team.invitations.some(({ id }) => id === invitation)
    ? accept({ type: 'InvitationRevoked', data: { invitation } })
    : reject('NoSuchInvitation');

const makeApiToken = ({ type: _type, now, ...made }: MakeApiToken): Decided => {
  const name = made.name.trim();
  if (name === '') return reject('TokenNameMissing');
  if ([...name].length > MAX_TOKEN_NAME) return reject('TokenNameTooLong');
  if (isPast(made.until, now)) return reject('EndIsPast');
  if (made.until > now + MAX_TOKEN_LIFE) return reject('EndTooLate');
  return accept({ type: 'ApiTokenMade', data: { ...made, name, at: now } });
};

const revokeApiToken = ({ token }: RevokeApiToken, team: Team): Decided =>
  team.tokens.some(({ id }) => id === token) ? accept(
    { type: 'ApiTokenRevoked', data: { token } },
  ) : reject('NoSuchToken');

const isPast = (until: Millis | undefined, now: Millis): boolean => until !== undefined && until <= now;

const seatOf = ({ seats }: Team, operator: string): Seat | undefined => seats.find(
  ({ id, removed }) => id === operator && !removed,
);

/** A seat that ended by itself keeps its address: extending it is not a second joining. */
const withEmail = ({ seats }: Team, email: string): Seat | undefined => seats.find(
  (seat) => seat.email === email && !seat.removed,
);

const isLastOwner = (team: Team, { id }: Seat): boolean => ownersOf(team).length === 1 && ownersOf(team)[0]?.id === id;

const decide = (command: TeamCommand, team: Team): Decided => {
  switch (command.type) {
    case 'TakeInvitation':
      return takeInvitation(command, team);
    case 'TakeOwnerLink':
      return takeOwnerLink(command, team);
    case 'ChangePassword':
      return changePassword(command, team);
    case 'ChangeProfile':
      return changeProfile(command, team);
    case 'MakePasswordLink':
      return makePasswordLink(command, team);
    case 'TakePasswordLink':
      return takePasswordLink(command, team);
    case 'ChangeRole':
      return changeRole(command, team);
    case 'RemoveOperator':
      return removeOperator(command, team);
    case 'MakeInvitation':
      return makeInvitation(command);
    case 'RevokeInvitation':
      return revokeInvitation(command, team);
    case 'MakeApiToken':
      return makeApiToken(command);
    case 'RevokeApiToken':
      return revokeApiToken(command, team);
  }
};

/** The rules of `operator-team`. */
export const teamDecider: Decider<Team, TeamCommand, TeamEvent, TeamReason> = {
  initial: noTeam, decide, evolve: evolveTeam,
};

/** Whether a sign-in may be used at `now` by who has this seat. */
export const mayAct = (seat: Seat | undefined, signedInAt: Millis, now: Millis): boolean =>
  seat !== undefined && isSeated(seat, now) && signedInAt >= seat.passwordChangedAt;

import { describe, expect, it } from '@jest/globals';
import type { Sealed } from '../kernel/vault.js';
import { givenFor } from '../testing/given.js';
import { MAX_TOKEN_LIFE, mayAct, teamDecider, type TakeOwnerLink } from './decide-team.js';
import { isSeated, type ApiTokenMade, type InvitationMade, type OperatorJoined, type Role } from './team.js';

const given = givenFor(teamDecider);
const now = 1_000_000;
const sealed = (text: string) => text as Sealed;

const joined = (operator: string, role: Role, more: Partial<OperatorJoined['data']> = {}): OperatorJoined => ({
  type: 'OperatorJoined',
  data: {
    operator, role, link: `link of ${operator}`, email: `hash of ${operator}`, profile: sealed('p'),
    password: sealed('w'), at: 1, ...more,
  },
});
const invited = (more: Partial<InvitationMade['data']> = {}): InvitationMade => ({
  type: 'InvitationMade', data: { invitation: 'i1', proof: 'proof', role: 'auditor', expiresAt: now + 1, ...more },
});
const token: ApiTokenMade = {
  type: 'ApiTokenMade', data: {
    token: 't1', proof: 'proof', name: 'Reports', role: 'auditor', until: now + 9, lastFour: 'abcd', at: now,
  },
};
const joining = {
  operator: 'o2', link: 'proof', email: 'hash of o2', profile: sealed('p'), password: sealed('w'), now,
} as const;
const ownerLink: TakeOwnerLink = { type: 'TakeOwnerLink', ...joining };

describe('an invitation', () => {
  it('gives the seat that it names, once', () => {
    const taken = given(invited({ until: now + 50 })).when({ type: 'TakeInvitation', ...joining });
    taken.thenAccepted([
      {
        type: 'OperatorJoined',
        data: {
          operator: 'o2', role: 'auditor', until: now + 50, link: 'proof', email: 'hash of o2', profile: sealed('p'),
          password: sealed('w'), at: now,
        },
      },
      { type: 'InvitationTaken', data: { invitation: 'i1', operator: 'o2' } },
    ]);
    expect(taken.state.invitations).toEqual([]);
    expect(taken.state.linksTaken).toEqual(['proof']);
  });

  it.each([
    ['is unknown', [invited({ proof: 'other' })]],
    ['is too old', [invited({ expiresAt: now })]],
    ['gives a seat that is over', [invited({ until: now })]],
    ['was taken back', [invited(), { type: 'InvitationRevoked', data: { invitation: 'i1' } } as const]],
    ['was taken', [invited(), { type: 'InvitationTaken', data: { invitation: 'i1', operator: 'o1' } } as const]],
  ])(
    'that %s gives none',
    (_why, history) => given(...history).when({ type: 'TakeInvitation', ...joining }).thenRejected('LinkNotValid'),
  );

  it('is not taken with an address that an operator has', () =>
    given(
      joined('o1', 'owner', { email: 'hash of o2' }), invited(),
    ).when({ type: 'TakeInvitation', ...joining }).thenRejected('EmailTaken'));

  it('may be taken with the address of somebody who was removed', () => {
    const removed = { type: 'OperatorRemoved', data: { operator: 'o1' } } as const;
    const outcome = given(
      joined('o1', 'auditor', { email: 'hash of o2' }), removed, invited(),
    ).when({ type: 'TakeInvitation', ...joining });
    expect(outcome.decision.kind).toBe('accepted');
  });

  it('is made for a seat that lies ahead, and for an owner without an end', () => {
    const made = { invitation: 'i1', proof: 'p', expiresAt: now + 9 } as const;
    given().when({ type: 'MakeInvitation', ...made, role: 'auditor', until: now + 1, now }).thenAccepted([
      { type: 'InvitationMade', data: { ...made, role: 'auditor', until: now + 1 } },
    ]);
    given().when({ type: 'MakeInvitation', ...made, role: 'auditor', until: now, now }).thenRejected('EndIsPast');
    given().when({ type: 'MakeInvitation', ...made, role: 'owner', until: now + 1, now }).thenRejected('OwnerHasNoEnd');
  });

  it('can be taken back while it is open', () => {
    given(invited()).when({ type: 'RevokeInvitation', invitation: 'i1', now }).thenAccepted(
      [{ type: 'InvitationRevoked', data: { invitation: 'i1' } }],
    );
    given().when({ type: 'RevokeInvitation', invitation: 'i1', now }).thenRejected('NoSuchInvitation');
  });
});

describe('the owner\'s link', () => {
  it('makes an owner, once', () => {
    const first = given().when(ownerLink);
    first.thenAccepted([joined('o2', 'owner', { link: 'proof', at: now })]);
    given(joined('o1', 'owner', { link: 'proof' })).when(ownerLink).thenRejected('LinkNotValid');
  });

  it('gives an operator who is locked out a new password and the role, once', () => {
    const outcome = given(joined('o1', 'auditor', { email: 'hash of o2', until: now + 5 })).when(ownerLink);
    outcome.thenAccepted([
      { type: 'RoleChanged', data: { operator: 'o1', role: 'owner' } },
      { type: 'PasswordChanged', data: { operator: 'o1', password: sealed('w'), at: now, link: 'proof' } },
    ]);
    expect(outcome.state.seats).toMatchObject([{ id: 'o1', role: 'owner', until: undefined, passwordChangedAt: now }]);
    expect(outcome.state.linksTaken).toContain('proof');
  });
});

describe('the last owner', () => {
  const demote = { type: 'ChangeRole', operator: 'o1', role: 'contributor', now } as const;
  const remove = { type: 'RemoveOperator', operator: 'o1', now } as const;

  it('can be neither removed nor demoted', () => {
    const alone = given(joined('o1', 'owner'), joined('o2', 'contributor'));
    alone.when(demote).thenRejected('LastOwner');
    alone.when(remove).thenRejected('LastOwner');
  });

  it('is not the last while there is another', () => {
    const two = given(joined('o1', 'owner'), joined('o2', 'owner'));
    two.when(demote).thenAccepted([{ type: 'RoleChanged', data: { operator: 'o1', role: 'contributor' } }]);
    two.when(remove).thenAccepted([{ type: 'OperatorRemoved', data: { operator: 'o1' } }]);
    given(
      joined('o1', 'owner'), joined('o2', 'owner'), { type: 'OperatorRemoved', data: { operator: 'o2' } },
    ).when(remove).thenRejected('LastOwner');
  });

  it('cannot be given an end', () =>
    given(joined('o1', 'owner')).when(
      { type: 'ChangeRole', operator: 'o1', role: 'owner', until: now + 1, now },
    ).thenRejected('OwnerHasNoEnd'));
});

describe('a seat', () => {
  it('gets another role and another end', () => {
    const seated = given(joined('o1', 'owner'), joined('o2', 'auditor', { until: now + 5 }));
    seated.when(
      { type: 'ChangeRole', operator: 'o2', role: 'auditor', until: now + 5, now },
    ).thenIgnored('NothingChanged');
    seated.when({ type: 'ChangeRole', operator: 'o2', role: 'auditor', until: now, now }).thenRejected('EndIsPast');
    seated.when({ type: 'ChangeRole', operator: 'o3', role: 'auditor', now }).thenRejected('NoSuchOperator');
    const outcome = seated.when({ type: 'ChangeRole', operator: 'o2', role: 'owner', now });
    expect(outcome.state.seats[1]).toMatchObject({ role: 'owner', until: undefined });
  });

  it('ends by itself at its end, and a sign-in with it, with a removal or with another password', () => {
    const seat = (more: object) => given(joined('o1', 'auditor', more)).state.seats[0]!;
    expect(
      [isSeated(seat({ until: now + 1 }), now), isSeated(seat({ until: now }), now), isSeated(seat({}), now)],
    ).toEqual([true, false, true]);
    expect(mayAct(seat({ until: now }), 5, now)).toBe(false);
    expect(mayAct(seat({}), 5, now)).toBe(true);
    expect(mayAct(seat({ at: 6 }), 5, now)).toBe(false);
    expect(mayAct(undefined, 5, now)).toBe(false);
    const removed = given(
      joined('o1', 'auditor'), { type: 'OperatorRemoved', data: { operator: 'o1' } },
    ).state.seats[0];
    expect(mayAct(removed, 5, now)).toBe(false);
  });

  it('gets another password while it is there', () => {
    const change = { type: 'ChangePassword', operator: 'o1', password: sealed('new'), now } as const;
    given(joined('o1', 'owner')).when(change).thenAccepted(
      [{ type: 'PasswordChanged', data: { operator: 'o1', password: sealed('new'), at: now } }],
    );
    given().when(change).thenRejected('NoSuchOperator');
  });
});

describe('a profile', () => {
  const change = {
    type: 'ChangeProfile', operator: 'o2', email: 'hash of another', profile: sealed('new'), now,
  } as const;

  it('gets another name and another address', () => {
    const outcome = given(joined('o1', 'owner'), joined('o2', 'auditor')).when(change);
    outcome.thenAccepted([
      { type: 'ProfileChanged', data: { operator: 'o2', email: 'hash of another', profile: sealed('new') } },
    ]);
    expect(outcome.state.seats[1]).toMatchObject({ email: 'hash of another', profile: sealed('new') });
  });

  it('keeps its own address, and takes nobody else\'s', () => {
    const two = given(joined('o1', 'owner'), joined('o2', 'auditor'));
    expect(two.when({ ...change, email: 'hash of o2' }).decision.kind).toBe('accepted');
    two.when({ ...change, email: 'hash of o1' }).thenRejected('EmailTaken');
    given(joined('o1', 'owner')).when(change).thenRejected('NoSuchOperator');
  });
});

describe('a password link', () => {
  const made = {
    type: 'PasswordLinkMade', data: { operator: 'o2', proof: 'proof', expiresAt: now + 1 },
  } as const;
  const make = { type: 'MakePasswordLink', operator: 'o2', proof: 'proof', expiresAt: now + 1, now } as const;
  const take = { type: 'TakePasswordLink', link: 'proof', password: sealed('new'), now } as const;
  const two = [joined('o1', 'owner'), joined('o2', 'auditor')] as const;

  it('is made for somebody who has a seat now', () => {
    given(...two).when(make).thenAccepted([made]);
    given(joined('o1', 'owner')).when(make).thenRejected('NoSuchOperator');
    given(joined('o1', 'owner'), joined('o2', 'auditor', { until: now })).when(make).thenRejected('NoSuchOperator');
  });

  it('gives another password, once, and ends every sign-in', () => {
    const taken = given(...two, made).when(take);
    taken.thenAccepted([
      { type: 'PasswordChanged', data: { operator: 'o2', password: sealed('new'), at: now, link: 'proof' } },
    ]);
    expect(mayAct(taken.state.seats[1], now - 1, now)).toBe(false);
    expect(taken.state.passwordLinks).toEqual([]);
  });

  it.each([
    ['is unknown', []],
    ['is too old', [{ ...made, data: { ...made.data, expiresAt: now } }]],
    ['was followed by a newer one', [made, { ...made, data: { ...made.data, proof: 'newer' } }]],
    ['was taken', [made, {
      type: 'PasswordChanged', data: { operator: 'o2', password: sealed('w'), at: 2, link: 'proof' },
    } as const]],
    ['is of somebody who was removed', [made, { type: 'OperatorRemoved', data: { operator: 'o2' } } as const]],
  ])('that %s gives none', (_why, history) => given(...two, ...history).when(take).thenRejected('LinkNotValid'));
});

describe('an API token', () => {
  const make = {
    type: 'MakeApiToken', token: 't1', proof: 'proof', name: ' Reports ', role: 'auditor', until: now + 9,
    lastFour: 'abcd', now,
  } as const;

  it('has a name, and an end within a year', () => {
    given().when(make).thenAccepted([token]);
    given().when({ ...make, name: ' ' }).thenRejected('TokenNameMissing');
    given().when({ ...make, name: 'x'.repeat(101) }).thenRejected('TokenNameTooLong');
    given().when({ ...make, until: now }).thenRejected('EndIsPast');
    given().when({ ...make, until: now + MAX_TOKEN_LIFE + 1 }).thenRejected('EndTooLate');
  });

  it('can be taken back once', () => {
    const revoke = { type: 'RevokeApiToken', token: 't1', now } as const;
    const outcome = given(token).when(revoke);
    outcome.thenAccepted([{ type: 'ApiTokenRevoked', data: { token: 't1' } }]);
    expect(outcome.state.tokens).toEqual([]);
    given().when(revoke).thenRejected('NoSuchToken');
  });
});

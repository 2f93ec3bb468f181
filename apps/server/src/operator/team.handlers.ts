import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Millis, Role } from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import { TEAM } from '../tokens.js';
import type { Newcomer, Profile, TeamAnswer, TeamProcedures } from './team-procedures.js';

/** A command on the team, as the edge gives it to the bus. */
abstract class TeamOrder<Input, Made = object> extends Command<TeamAnswer<Made>> {
  constructor(readonly by: Giver, readonly input: Input) {
    super();
  }
}

interface SeatWanted {
  readonly role: Role;
  readonly until?: Millis;
}

export class TakeInvitation extends TeamOrder<Newcomer> {}
export class TakeOwnerLink extends TeamOrder<Newcomer> {}
export class TakePasswordLink extends TeamOrder<{ link: string; password: string }, { operator: string }> {}
export class ChangePassword extends TeamOrder<{ operator: string; password: string }> {}
export class ChangeProfile extends TeamOrder<{ operator: string; profile: Profile }> {}
export class MakePasswordLink extends TeamOrder<string, { link: string; expiresAt: Millis }> {}
export class ChangeRole extends TeamOrder<{ operator: string; seat: SeatWanted }> {}
export class RemoveOperator extends TeamOrder<string> {}
export class Invite extends TeamOrder<SeatWanted, { id: string; link: string; expiresAt: Millis }> {}
export class RevokeInvitation extends TeamOrder<string> {}
export class MakeApiToken extends TeamOrder<SeatWanted & { name: string; until: Millis }, { id: string; secret: string }> {}
export class RevokeApiToken extends TeamOrder<string> {}
export class SignIn extends TeamOrder<string, { cookie: string; until: Millis }> {}
export class SignOut extends TeamOrder<{ operator: string; proof: string }> {}
export class SignOutEverywhere extends TeamOrder<string> {}

abstract class TeamHandler {
  constructor(@Inject(TEAM) protected readonly team: TeamProcedures) {}
}

@CommandHandler(TakeInvitation)
export class TakeInvitationHandler extends TeamHandler implements ICommandHandler<TakeInvitation> {
  execute({ by, input }: TakeInvitation) {
    return this.team.takeInvitation(by, input);
  }
}

@CommandHandler(TakeOwnerLink)
export class TakeOwnerLinkHandler extends TeamHandler implements ICommandHandler<TakeOwnerLink> {
  execute({ by, input }: TakeOwnerLink) {
    return this.team.takeOwnerLink(by, input);
  }
}

@CommandHandler(TakePasswordLink)
export class TakePasswordLinkHandler extends TeamHandler implements ICommandHandler<TakePasswordLink> {
  execute({ by, input: { link, password } }: TakePasswordLink) {
    return this.team.takePasswordLink(by, link, password);
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler extends TeamHandler implements ICommandHandler<ChangePassword> {
  execute({ by, input: { operator, password } }: ChangePassword) {
    return this.team.changePassword(by, operator, password);
  }
}

@CommandHandler(ChangeProfile)
export class ChangeProfileHandler extends TeamHandler implements ICommandHandler<ChangeProfile> {
  execute({ by, input: { operator, profile } }: ChangeProfile) {
    return this.team.changeProfile(by, operator, profile);
  }
}

@CommandHandler(MakePasswordLink)
export class MakePasswordLinkHandler extends TeamHandler implements ICommandHandler<MakePasswordLink> {
  execute({ by, input }: MakePasswordLink) {
    return this.team.makePasswordLink(by, input);
  }
}

@CommandHandler(ChangeRole)
export class ChangeRoleHandler extends TeamHandler implements ICommandHandler<ChangeRole> {
  execute({ by, input: { operator, seat } }: ChangeRole) {
    return this.team.changeRole(by, operator, seat);
  }
}

@CommandHandler(RemoveOperator)
export class RemoveOperatorHandler extends TeamHandler implements ICommandHandler<RemoveOperator> {
  execute({ by, input }: RemoveOperator) {
    return this.team.remove(by, input);
  }
}

@CommandHandler(Invite)
export class InviteHandler extends TeamHandler implements ICommandHandler<Invite> {
  execute({ by, input }: Invite) {
    return this.team.invite(by, input);
  }
}

@CommandHandler(RevokeInvitation)
export class RevokeInvitationHandler extends TeamHandler implements ICommandHandler<RevokeInvitation> {
  execute({ by, input }: RevokeInvitation) {
    return this.team.revokeInvitation(by, input);
  }
}

@CommandHandler(MakeApiToken)
export class MakeApiTokenHandler extends TeamHandler implements ICommandHandler<MakeApiToken> {
  execute({ by, input }: MakeApiToken) {
    return this.team.makeToken(by, input);
  }
}

@CommandHandler(RevokeApiToken)
export class RevokeApiTokenHandler extends TeamHandler implements ICommandHandler<RevokeApiToken> {
  execute({ by, input }: RevokeApiToken) {
    return this.team.revokeToken(by, input);
  }
}

@CommandHandler(SignIn)
export class SignInHandler extends TeamHandler implements ICommandHandler<SignIn> {
  execute({ by, input }: SignIn) {
    return this.team.signIn(by, input);
  }
}

@CommandHandler(SignOut)
export class SignOutHandler extends TeamHandler implements ICommandHandler<SignOut> {
  execute({ by, input }: SignOut) {
    return this.team.signOut(by, input);
  }
}

@CommandHandler(SignOutEverywhere)
export class SignOutEverywhereHandler extends TeamHandler implements ICommandHandler<SignOutEverywhere> {
  execute({ by, input }: SignOutEverywhere) {
    return this.team.signOutEverywhere(by, input);
  }
}

export const teamHandlers = [
  TakeInvitationHandler, TakeOwnerLinkHandler, TakePasswordLinkHandler, ChangePasswordHandler, ChangeProfileHandler,
  MakePasswordLinkHandler, ChangeRoleHandler, RemoveOperatorHandler, InviteHandler, RevokeInvitationHandler,
  MakeApiTokenHandler, RevokeApiTokenHandler, SignInHandler, SignOutHandler, SignOutEverywhereHandler,
];

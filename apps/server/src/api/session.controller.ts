import { Body, Get, HttpCode, Inject, Ip, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import type { Me } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import { newId } from '../ids.js';
import { isPassword } from '../operator/passwords.js';
import { normaliseEmail, proofOf } from '../operator/proofs.js';
import {
  ChangePassword, ChangeProfile, SignIn, SignOut, SignOutEverywhere, TakeInvitation, TakeOwnerLink, TakePasswordLink,
} from '../operator/team.handlers.js';
import { Allows, By, Cookie, ForEverybody, Oneself, Who, everyRole, type SignInCookie } from './access.js';
import { savedOr, inForceOr } from './answers.js';
import { API, type Api } from './api.js';
import { ChangePasswordBody, Order, ProfileBody, ResetPasswordBody, SignInBody, TakeInvitationBody } from './dto.js';
import { ProblemException, refusedAt } from './problems.js';
import { ApiController } from './route.js';
import type { Person } from './who-is.js';

/** Coming and going. */
@ApiController('', 'Sign-in')
export class SessionController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get('me')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Who is signed in; its `csrf` goes back in `X-Tandem-Csrf` with every change.' })
  async me(@Who() who: Person): Promise<Me> {
    const { people } = this.api;
    if (who.kind === 'token') {
      const token = people.directory.team().tokens.find(({ id }) => id === who.id);
      return { id: who.id, name: token?.name ?? '', email: '', role: who.role, until: token?.until, csrf: '' };
    }
    const seat = people.directory.team().seats.find(({ id }) => id === who.id);
    return { id: who.id, ...(await people.profile(who.id)), role: who.role, until: seat?.until, csrf: who.csrf };
  }

  @Post('sign-in')
  @HttpCode(200)
  @ForEverybody()
  @ApiOperation({ summary: 'Signs in with address and password; the answer sets a cookie.' })
  async signIn(
    @Body() { email, password }: SignInBody, @Ip() address: string, @Cookie() cookie: SignInCookie,
  ): Promise<Me> {
    const { people, vault } = this.api;
    const account = proofOf(vault, 'email', normaliseEmail(email));
    await this.throttle(account, address);
    const seat = people.directory.team().seats.find((held) => !held.removed && held.email === account);
    const hash = seat && (await vault.open(seat.password));
    const now = this.api.clock.now();
    const isOver = seat?.until !== undefined && seat.until <= now;
    if (!(await isPassword(password, hash)) || !seat || isOver) throw ProblemException.of('SignInRefused');
    await people.throttle.succeeded(account, address);
    return this.enter(seat.id, cookie);
  }

  @Post('invitations/take')
  @HttpCode(200)
  @ForEverybody()
  @ApiOperation({ summary: 'Takes a one-time link, an invitation or the first owner\'s, and signs in.' })
  async take(@Body() body: TakeInvitationBody, @Ip() address: string, @Cookie() cookie: SignInCookie): Promise<Me> {
    const { people, vault } = this.api;
    await this.throttle(`link ${address}`, address);
    const newcomer = { link: body.token, name: body.name, email: body.email, password: body.password };
    const by: Giver = { id: newId(), means: 'cms' };
    const isOwners = people.ownerLinks.holds(body.token);
    const answer = await this.commands.execute(
      isOwners ? new TakeOwnerLink(by, newcomer) : new TakeInvitation(by, newcomer),
    );
    await savedOr(answer, this.api);
    if (isOwners) people.ownerLinks.drop();
    await people.throttle.succeeded(`link ${address}`, address);
    const hash = proofOf(vault, 'email', normaliseEmail(body.email));
    const seat = people.directory.team().seats.findLast((held) => !held.removed && held.email === hash);
    return this.enter(seat?.id ?? '', cookie);
  }

  @Post('password/reset')
  @HttpCode(200)
  @ForEverybody()
  @ApiOperation({ summary: 'Takes a one-time link of an owner, changes the password, and signs in.' })
  async resetPassword(
    @Body() { token, password }: ResetPasswordBody, @Ip() address: string, @Cookie() cookie: SignInCookie,
  ): Promise<Me> {
    const { people } = this.api;
    await this.throttle(`link ${address}`, address);
    const by: Giver = { id: newId(), means: 'cms' };
    const taken = await this.commands.execute(new TakePasswordLink(by, { link: token, password }));
    const changed = await inForceOr(taken, this.api);
    if (!changed) throw ProblemException.of('Busy');
    await people.throttle.succeeded(`link ${address}`, address);
    return this.enter(changed.operator, cookie);
  }

  @Post('sign-out')
  @HttpCode(204)
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Signs out here.' })
  async signOut(
    @Body() _body: Order, @Oneself() who: Oneself, @By('plain') by: Giver, @Cookie() cookie: SignInCookie,
  ): Promise<void> {
    await savedOr(await this.commands.execute(new SignOut(by, { operator: who.id, proof: who.proof })), this.api);
    cookie.clear();
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Signs out wherever one is signed in, here too.' })
  async signOutEverywhere(
    @Body() _body: Order, @Oneself() who: Oneself, @By('plain') by: Giver, @Cookie() cookie: SignInCookie,
  ): Promise<void> {
    await savedOr(await this.commands.execute(new SignOutEverywhere(by, who.id)), this.api);
    cookie.clear();
  }

  @Put('me/password')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Changes one\'s password: everywhere else one is signed out.' })
  async changePassword(
    @Body() body: ChangePasswordBody, @Oneself() who: Oneself, @By('plain') by: Giver, @Ip() address: string,
    @Cookie() cookie: SignInCookie,
  ): Promise<Me> {
    await this.prove(who, body.current, address);
    await savedOr(await this.commands.execute(new SignOutEverywhere({ ...by, id: `${by.id}/out` }, who.id)), this.api);
    const change = new ChangePassword(by, { operator: who.id, password: body.password });
    await savedOr(await this.commands.execute(change), this.api);
    return this.enter(who.id, cookie);
  }

  @Put('me/profile')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Changes one\'s name and address; another address needs the password.' })
  async changeProfile(
    @Body() { name, email, current }: ProfileBody, @Oneself() who: Oneself, @By('plain') by: Giver,
    @Ip() address: string,
  ): Promise<Me> {
    const { people } = this.api;
    const isSameAddress = normaliseEmail((await people.profile(who.id)).email) === normaliseEmail(email);
    if (!isSameAddress) await this.prove(who, current, address);
    const change = new ChangeProfile(by, { operator: who.id, profile: { name, email } });
    await savedOr(await this.commands.execute(change), this.api);
    return this.me(who);
  }

  /** Somebody at a browser that was left open is not its owner. */
  private async prove({ id }: Oneself, password: string | undefined, address: string): Promise<void> {
    const { people, vault } = this.api;
    const refused = ProblemException.of('SignInRefused', { fields: [{ field: 'current', problem: 'SignInRefused' }] });
    if (password === undefined) throw refused;
    const seat = people.directory.team().seats.find((held) => held.id === id);
    const account = seat?.email ?? '';
    await this.throttle(account, address);
    if (!(await isPassword(password, seat && (await vault.open(seat.password))))) throw refused;
    await people.throttle.succeeded(account, address);
  }

  private async throttle(account: string, address: string): Promise<void> {
    const wait = await this.api.people.throttle.attempt(account, address);
    if (wait > 0) throw ProblemException.of('TooManyAttempts', { retryAfter: wait });
  }

  private async enter(operator: string, cookie: SignInCookie): Promise<Me> {
    const { people, vault, secure } = this.api;
    const by: Giver = { id: newId(), actor: operator, means: 'cms' };
    const answer = await this.commands.execute(new SignIn(by, operator));
    const signedIn = await inForceOr(answer, this.api);
    if (!signedIn) throw refusedAt('email', 'NotValid');
    cookie.set(signedIn.cookie, { until: signedIn.until, secure });
    const role = people.directory.team().seats.find(({ id }) => id === operator)?.role ?? 'auditor';
    return this.me(
      {
        kind: 'operator', id: operator, role, proof: proofOf(vault, 'sign-in', signedIn.cookie),
        csrf: proofOf(vault, 'csrf', signedIn.cookie),
      },
    );
  }
}

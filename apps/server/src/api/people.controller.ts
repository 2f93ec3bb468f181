import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import type { ApiToken, Invitation, Operator, PasswordLink, Saved } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import { linkFor, passwordLinkFor } from '../operator/owner-link.js';
import {
  ChangeRole, Invite, MakeApiToken, MakePasswordLink, RemoveOperator, RevokeApiToken, RevokeInvitation,
} from '../operator/team.handlers.js';
import { Allows, By, everyRole } from './access.js';
import { inForceOr, savedOr } from './answers.js';
import { API, type Api } from './api.js';
import { NewTokenBody, OnePath, Order, SeatBody } from './dto.js';
import { ProblemException } from './problems.js';
import { ApiController } from './route.js';

/** Who may do what: operators, one-time links, API tokens. */
@ApiController('', 'People')
export class PeopleController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get('operators')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Everybody who has, or had, a seat.' })
  operators(): Promise<readonly Operator[]> {
    const { people } = this.api;
    return Promise.all(people.directory.team().seats.map(async ({ id, role, until, joinedAt, removed }) => ({
      id, ...(await people.profile(id)), role, until, joinedAt, removed,
    })));
  }

  @Patch('operators/:id')
  @Allows('owner')
  @ApiOperation({ summary: 'Gives an operator another role, or the seat another end.' })
  async changeRole(
    @Param() { id }: OnePath, @Body() { role, until }: SeatBody, @By('plain') by: Giver,
  ): Promise<Saved> {
    return savedOr(await this.commands.execute(new ChangeRole(by, { operator: id, seat: { role, until } })), this.api);
  }

  @Delete('operators/:id')
  @Allows('owner')
  @ApiOperation({ summary: 'Takes an operator\'s seat; the last owner\'s stays.' })
  async remove(@Param() { id }: OnePath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return savedOr(await this.commands.execute(new RemoveOperator({ ...by, reason }, id)), this.api);
  }

  @Post('operators/:id/password-link')
  @HttpCode(200)
  @Allows('owner')
  @ApiOperation({ summary: 'Makes a one-time link for a new password; it is good for a day and shown this once.' })
  async makePasswordLink(
    @Param() { id }: OnePath, @Body() { reason }: Order, @By('plain') by: Giver,
  ): Promise<PasswordLink> {
    const made = await inForceOr(await this.commands.execute(new MakePasswordLink({ ...by, reason }, id)), this.api);
    if (!made) throw ProblemException.of('Busy');
    return { link: passwordLinkFor(this.api.publicUrl, made.link), expiresAt: made.expiresAt };
  }

  @Get('invitations')
  @Allows('owner', 'auditor')
  @ApiOperation({ summary: 'One-time links that nobody has taken.' })
  invitations(): readonly Invitation[] {
    const now = this.api.clock.now();
    const open = this.api.people.directory.team().invitations.filter(({ expiresAt }) => expiresAt > now);
    return open.map(({ id, role, until, expiresAt }) => ({ id, role, until, expiresAt }));
  }

  @Post('invitations')
  @Allows('owner')
  @ApiOperation({ summary: 'Makes a one-time link that gives a seat; the link is shown this once.' })
  async invite(@Body() { role, until }: SeatBody, @By('plain') by: Giver): Promise<Invitation> {
    const made = await inForceOr(await this.commands.execute(new Invite(by, { role, until })), this.api);
    if (!made) throw ProblemException.of('Busy');
    return { id: made.id, role, until, expiresAt: made.expiresAt, link: linkFor(this.api.publicUrl, made.link) };
  }

  @Delete('invitations/:id')
  @Allows('owner')
  @ApiOperation({ summary: 'Takes a one-time link back.' })
  async revokeInvitation(@Param() { id }: OnePath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return savedOr(await this.commands.execute(new RevokeInvitation({ ...by, reason }, id)), this.api);
  }

  @Get('api-tokens')
  @Allows('owner', 'auditor')
  @ApiOperation({ summary: 'API tokens that were not taken back.' })
  tokens(): readonly ApiToken[] {
    return this.api.people.directory.team().tokens.map(
      ({ id, name, role, until, createdAt, lastFour }) => ({ id, name, role, until, createdAt, lastFour }),
    );
  }

  @Post('api-tokens')
  @Allows('owner')
  @ApiOperation(
    { summary: 'Makes an API token for a program; it is shown this once. It goes into `Authorization: Bearer`.' },
  )
  async makeToken(@Body() { name, role, until }: NewTokenBody, @By('plain') by: Giver): Promise<ApiToken> {
    const made = await inForceOr(await this.commands.execute(new MakeApiToken(by, { name, role, until })), this.api);
    const token = made && this.tokens().find(({ id }) => id === made.id);
    if (!made || !token) throw ProblemException.of('Busy');
    return { ...token, token: made.secret };
  }

  @Delete('api-tokens/:id')
  @Allows('owner')
  @ApiOperation({ summary: 'Takes an API token back.' })
  async revokeToken(@Param() { id }: OnePath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return savedOr(await this.commands.execute(new RevokeApiToken({ ...by, reason }, id)), this.api);
  }
}

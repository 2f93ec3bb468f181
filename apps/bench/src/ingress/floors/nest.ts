// A floor: Nest on Fastify as its documentation shows it for signed webhooks (`rawBody`), with the signature and no store.
import 'reflect-metadata';
import { Controller, Headers, HttpCode, Module, Post, Req, UnauthorizedException, type RawBodyRequest } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { isGenuine, listening, signatureHeader } from './verify.js';

@Controller('webhooks/meta-cloud')
class WebhookController {
  @Post(':address')
  @HttpCode(200)
  receive(@Req() request: RawBodyRequest<object>, @Headers(signatureHeader) signature: string): string {
    if (!request.rawBody || !isGenuine(request.rawBody, signature)) throw new UnauthorizedException();
    return '';
  }
}

@Module({ controllers: [WebhookController] })
class FloorModule {}

const app = await NestFactory.create<NestFastifyApplication>(FloorModule, new FastifyAdapter(), { rawBody: true, logger: ['error'] });
await app.listen(0, '127.0.0.1');
listening(Number(new URL(await app.getUrl()).port));

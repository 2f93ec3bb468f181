import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '../logging/log.js';
import type { Outage } from '../outage/outage.js';
import { AgentsController } from './agents.controller.js';
import { AuditController } from './audit.controller.js';
import { ChannelHistoryController } from './channel-history.controller.js';
import { ChannelsController } from './channels.controller.js';
import { serveCms, secure, type Cms } from './cms.js';
import { ConversationsController } from './conversations.controller.js';
import { serveDocs } from './docs.js';
import { HistoryController } from './history.controller.js';
import { LiveController } from './live.controller.js';
import { PeopleController } from './people.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProposalsController } from './proposals.controller.js';
import { SessionController } from './session.controller.js';
import { StandingController } from './standing.controller.js';
import { TrialController } from './trial.controller.js';
import { WebhooksController } from './webhooks.controller.js';
import { refuseWhileAway } from './while-away.js';

export const apiControllers = [
  SessionController, PeopleController, AgentsController, ChannelsController, ConversationsController,
  WebhooksController, HistoryController, ChannelHistoryController, AuditController, LiveController, StandingController, TrialController, ProposalsController,
];

/** Everything around the controllers; before `app.init`. */
export const installApi = async (
  app: NestFastifyApplication, { log, cmsFolder, outage }: { log: Log; cmsFolder: string; outage?: Outage },
): Promise<void> => {
  const fastify = app.getHttpAdapter().getInstance();
  secure(fastify);
  if (outage) refuseWhileAway(fastify, outage);
  await fastify.register(cookie);
  const cms: Cms = await serveCms(fastify, cmsFolder);
  app.useGlobalFilters(
    new ProblemFilter(app.getHttpAdapter(), { log, elsewhere: (request, reply) => cms.page(request, reply) }),
  );
  serveDocs(app);
};

import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { agentHandlers } from './agent/agent.handlers.js';
import { channelHandlers } from './channel/channel.handlers.js';
import { conversationHandlers } from './conversation/conversation.handlers.js';
import { apiControllers } from './api/install.js';
import { API, type Api } from './api/api.js';
import { HealthController } from './health/health.controller.js';
import type { Readiness } from './health/readiness.js';
import { MetricsController } from './metrics/metrics.controller.js';
import type { PrometheusMetrics } from './metrics/prometheus.js';
import { teamHandlers } from './operator/team.handlers.js';
import type { Procedures } from './procedures.js';
import { METRICS, PROCEDURES, READINESS, TEAM } from './tokens.js';

/** The edge: what Nest wires is made in `server.ts`. */
@Module({})
export class AppModule {
  /** Without `api` the process answers for its health alone. */
  static of(made: { procedures: Procedures; readiness: Readiness; metrics: PrometheusMetrics; api?: Api }): DynamicModule {
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [HealthController, MetricsController, ...(made.api ? apiControllers : [])],
      providers: [
        { provide: PROCEDURES, useValue: made.procedures },
        { provide: READINESS, useValue: made.readiness },
        { provide: METRICS, useValue: made.metrics },
        ...(made.api ? [{ provide: API, useValue: made.api }, { provide: TEAM, useValue: made.api.people.procedures }, ...teamHandlers] : []),
        ...agentHandlers,
        ...channelHandlers,
        ...conversationHandlers,
      ],
    };
  }
}

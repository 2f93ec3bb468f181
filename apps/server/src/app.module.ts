import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { agentHandlers } from './agent/agent.handlers.js';
import { channelHandlers } from './channel/channel.handlers.js';
import { HealthController } from './health/health.controller.js';
import type { Readiness } from './health/readiness.js';
import { MetricsController } from './metrics/metrics.controller.js';
import type { PrometheusMetrics } from './metrics/prometheus.js';
import type { Procedures } from './procedures.js';
import { METRICS, PROCEDURES, READINESS } from './tokens.js';

/** The edge: what Nest wires is made in `server.ts`. */
@Module({})
export class AppModule {
  static of(made: { procedures: Procedures; readiness: Readiness; metrics: PrometheusMetrics }): DynamicModule {
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: PROCEDURES, useValue: made.procedures },
        { provide: READINESS, useValue: made.readiness },
        { provide: METRICS, useValue: made.metrics },
        ...agentHandlers,
        ...channelHandlers,
      ],
    };
  }
}

import type { Clock } from '@tandem/domain';
import type { DatabaseStanding } from '@tandem/wire';
import type { PrometheusMetrics } from '../metrics/prometheus.js';
import type { Spool } from '../webhooks/spool.js';
import type { DatabaseWatch } from './database-watch.js';

export interface StandingDeps {
  readonly spool: Pick<Spool, 'standing'>;
  readonly watch: Pick<DatabaseWatch, 'awaySince'>;
}

/** How things stand with the database, for the health page and the CMS. */
export const standingOf = ({ spool, watch }: StandingDeps): DatabaseStanding => {
  const { receipts, setAside, full } = spool.standing();
  return { awaySince: watch.awaySince(), spooled: receipts, setAside, full };
};

/** What the metrics page says of the spool; the answer ends it. */
export const measureSpool = (spool: Pick<Spool, 'standing'>, { metrics, clock }: { metrics: PrometheusMetrics; clock: Pick<Clock, 'now'> }): (() => void) =>
  metrics.onPage(async () => {
    const { receipts, bytes, oldestAt, setAside } = spool.standing();
    metrics.spool({ receipts, bytes, setAside, seconds: oldestAt === undefined ? 0 : Math.max(0, clock.now() - oldestAt) / 1_000 });
  });

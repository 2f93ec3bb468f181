import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import type { TimersLog } from '../wake-loop.js';

/**
 * Temporal's native part, one per process; a second call changes nothing. It takes no signals, for the server ends
 * itself in order. Its own words never reach the log, since they may quote what failed: they are counted as a literal.
 */
export const installRuntime = ({ log, metricsAddress }: { log?: TimersLog; metricsAddress?: string }): void => {
  try {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('WARN', () => log?.warn('TemporalComplained', {})),
      telemetryOptions: {
        logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
        ...(metricsAddress !== undefined && { metrics: { prometheus: { bindAddress: metricsAddress, countersTotalSuffix: true, unitSuffix: true } } }),
      },
    });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
};

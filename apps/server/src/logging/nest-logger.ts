import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages may quote requests: only that there was one is logged, and the place of an error in our code. */
export const nestLogger = (log: Log): LoggerService => {
  const errorIn = (parts: readonly unknown[]): unknown => parts.find((part) => part instanceof Error);
  return {
    log: () => {},
    debug: () => {},
    verbose: () => {},
    warn: () => log.warn('FrameworkWarned'),
    error: (...parts: unknown[]) => log.error('FrameworkFailed', { error: errorIn(parts) }),
    fatal: (...parts: unknown[]) => log.error('FrameworkFailed', { error: errorIn(parts) }),
  };
};

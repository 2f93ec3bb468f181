import type { TestWorkflowEnvironment } from '@temporalio/testing';

export interface FoundTemporal {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  stop(): Promise<void>;
}

export interface OwnTemporal extends FoundTemporal {
  readonly port: number;
  /** Ends it without a word. */
  kill(): Promise<void>;
}

/** Starts a server of our own on a port (default: a free one); without `file` it forgets everything at its end. */
export function startTemporal(options?: { port?: number; file?: string; ui?: boolean }): Promise<OwnTemporal>;

/**
 * For specs that need a real server: the one that TEMPORAL_ADDRESS names, one of our own, or the SDK's download; undefined where there
 * is none, said loudly, and with CI=true an error. The caller stops it. The first time on a machine may take minutes.
 */
export function temporalFor(notRun: string): Promise<FoundTemporal | undefined>;

/** For specs in which hours pass in milliseconds: as `temporalFor`. The caller tears it down. */
export function timeSkippingFor(notRun: string): Promise<TestWorkflowEnvironment | undefined>;

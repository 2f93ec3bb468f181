import * as grpc from '@grpc/grpc-js';

export type Fault =
  /** Another node is the leader; the answer names this one, so that the next try reaches it. */
  | 'not-leader'
  /** The server is too busy. */
  | 'overload'
  /** The server gave up waiting for itself. */
  | 'deadline'
  | 'denied'
  /** An append is done and its answer never comes. */
  | 'lost'
  /** Nothing is done and no answer comes. */
  | 'ignored';

export type Call = 'append' | 'read' | 'subscribe';

interface Planned {
  readonly call: Call;
  readonly fault: Fault;
  readonly stream: (name: string) => boolean;
  times: number;
}

export interface Faults {
  /** The next `times` calls of the kind go wrong like this; only those on streams that match. */
  plan(call: Call, fault: Fault, options?: { times?: number; stream?: (name: string) => boolean }): void;
  clear(): void;
  take(call: Call, stream: string): Fault | undefined;
}

export function createFaults(): Faults {
  let planned: Planned[] = [];
  return {
    plan: (call, fault, { times = 1, stream = () => true } = {}) => { planned.push({ call, fault, times, stream }); },
    clear: () => { planned = []; },
    take(call, stream) {
      const next = planned.find((one) => one.call === call && one.times > 0 && one.stream(stream));
      if (next) next.times--;
      return next?.fault;
    },
  };
}

/** A refusal as the server sends it; undefined where it would send nothing. */
export const statusOf = (fault: Fault, leader: { host: string; port: number }): Partial<grpc.StatusObject> | undefined => {
  const metadata = new grpc.Metadata();
  switch (fault) {
    case 'not-leader':
      metadata.set('exception', 'not-leader');
      metadata.set('leader-endpoint-host', leader.host);
      metadata.set('leader-endpoint-port', String(leader.port));
      return { code: grpc.status.NOT_FOUND, details: 'Leader info available', metadata };
    case 'denied':
      metadata.set('exception', 'access-denied');
      return { code: grpc.status.PERMISSION_DENIED, details: 'Access Denied', metadata };
    case 'overload':
      return { code: grpc.status.UNAVAILABLE, details: 'Server Is Too Busy', metadata };
    case 'deadline':
      return { code: grpc.status.ABORTED, details: 'Operation timed out: Commit phase timeout', metadata };
    case 'lost':
    case 'ignored':
      return undefined;
  }
};

export const deletedStatus = (stream: string): Partial<grpc.StatusObject> => {
  const metadata = new grpc.Metadata();
  metadata.set('exception', 'stream-deleted');
  metadata.set('stream-name', stream);
  return { code: grpc.status.FAILED_PRECONDITION, details: `Event stream '${stream}' is deleted.`, metadata };
};

export const tooLargeStatus = (most: number): Partial<grpc.StatusObject> => {
  const metadata = new grpc.Metadata();
  metadata.set('exception', 'maximum-append-size-exceeded');
  metadata.set('maximum-append-size', String(most));
  return { code: grpc.status.INVALID_ARGUMENT, details: `Maximum Append Size of ${most} Exceeded.`, metadata };
};

import {
  evolveSignIns, evolveTeam, noTeam, teamStream, type EventStore, type RecordedEvent, type SignInEvent, type SignInHeld,
  type SignIns,
  type Subscription, type Team, type TeamEvent,
} from '@tandem/domain';

/** Who may do what, and who is signed in, folded from the log in this process. Look-ups never wait. */
export interface TeamDirectory {
  /** Resolves when all that was in the log at the start is known. */
  ready(): Promise<void>;
  team(): Team;
  /** Behind the keyed hash of a cookie. */
  signIn(proof: string): (SignInHeld & { readonly operator: string }) | undefined;
  /** Resolves when everything up to `position` is known. */
  waitFor(position: number): Promise<void>;
  stop(): Promise<void>;
}

const prefixes = ['operator-'];
const PAGE = 500;

export const createTeamDirectory = ({ store }: { readonly store: EventStore }): TeamDirectory => {
  let team: Team = noTeam;
  const signIns = new Map<string, SignIns>();
  const versions = new Map<string, number>();
  const waiters = new Set<{ position: number; resolve: () => void }>();
  let byProof = new Map<string, SignInHeld & { readonly operator: string }>();
  let reached = 0;
  let stopped = false;
  let subscription: Subscription | undefined;

  const takeOne = (event: RecordedEvent): void => {
    if (event.version <= (versions.get(event.stream) ?? 0)) return;
    versions.set(event.stream, event.version);
    if (event.stream === teamStream) {
      team = evolveTeam(team, event as unknown as TeamEvent);
      return;
    }
    const operator = event.stream.slice('operator-'.length);
    signIns.set(operator, evolveSignIns(signIns.get(operator) ?? [], event as unknown as SignInEvent));
  };

  const take = async (events: readonly RecordedEvent[], upTo: number): Promise<void> => {
    events.forEach(takeOne);
    if (events.some(({ stream }) => stream !== teamStream)) {
      byProof = new Map(
        [...signIns].flatMap(([operator, held]) => held.map((one) => [one.proof, { ...one, operator }] as const)),
      );
    }
    reached = Math.max(reached, upTo);
    for (const waiter of waiters) if (waiter.position <= reached && waiters.delete(waiter)) waiter.resolve();
  };

  const catchUp = async (): Promise<void> => {
    const head = await store.head();
    for (;;) {
      const events = await store.readAll({ after: reached, limit: PAGE, prefixes });
      await take(events, events.at(-1)?.position ?? head);
      if (events.length < PAGE) break;
    }
    if (!stopped) subscription = store.subscribe({ prefixes, after: reached, deliver: take });
  };
  const started = catchUp();
  started.catch(() => {}); // `ready` says it

  return {
    ready: () => started,
    team: () => team,
    signIn: (proof) => byProof.get(proof),
    waitFor: (position) => (position <= reached ? Promise.resolve() : new Promise(
      (resolve) => waiters.add({ position, resolve }),
    )),
    stop: async () => {
      stopped = true;
      await started.catch(() => {});
      await subscription?.stop();
    },
  };
};

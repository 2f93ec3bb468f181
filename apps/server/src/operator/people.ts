import { isSeated, ownersOf, type Clock, type EventStore, type Vault } from '@tandem/domain';
import { within } from '../outage/within.js';
import { openOwnerLinks, type OwnerLinks } from './owner-link.js';
import { createSharedThrottle } from './shared-throttle.js';
import { createTeamDirectory, type TeamDirectory } from './team-directory.js';
import { createTeamProcedures, type Profile, type TeamProcedures } from './team-procedures.js';
import { createThrottle, type Throttle } from './throttle.js';

/** The people of the CMS and the programs with a key of theirs. */
export interface People {
  readonly directory: TeamDirectory;
  readonly procedures: TeamProcedures;
  readonly ownerLinks: OwnerLinks;
  readonly throttle: Throttle;
  /**
   * Resolves when all that other processes have said about people until now is known here, or after two seconds with what
   * there is; at once where there are no others.
   */
  caughtUp(): Promise<void>;
  /** Name and address of an operator; empty where the key was destroyed. */
  profile(operator: string): Promise<Profile>;
  /** Whom an event names as its actor: an operator, an API token, or nobody. */
  nameOf(actor: string | undefined): Promise<string>;
  /** What stands in the owner's link while nobody owns the installation. */
  firstOwnerLink(): string | undefined;
}

export interface PeopleDeps {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly folder?: string;
  /** Whether other processes work on the same log. */
  readonly shared?: boolean;
}

/** Longest wait for the log before somebody is judged by what is known. */
const PATIENCE = 2_000;

/** Who is behind what nobody did by hand. */
export const NOBODY = 'Tandem';

export const createPeople = (deps: PeopleDeps): People => {
  const { store, vault, clock, folder } = deps;
  const directory = createTeamDirectory(deps);
  const hasOwner = () => ownersOf(directory.team()).some((seat) => isSeated(seat, clock.now()));
  const ownerLinks = openOwnerLinks({ folder, now: () => clock.now(), hasOwner });

  const profile = async (operator: string): Promise<Profile> => {
    const seat = directory.team().seats.find(({ id }) => id === operator);
    const text = seat && (await vault.open(seat.profile));
    return text === undefined ? { name: '', email: '' } : (JSON.parse(text) as Profile);
  };

  const caughtUp = async (): Promise<void> => {
    if (!deps.shared) return;
    // away or late: what is known is what there is
    await within(PATIENCE, store.head().then((head) => directory.waitFor(head))).catch(() => {});
  };

  return {
    directory, ownerLinks, profile, caughtUp,
    procedures: createTeamProcedures({ ...deps, directory }),
    throttle: deps.shared ? createSharedThrottle(deps) : createThrottle(clock),
    nameOf: async (actor) => {
      if (actor === undefined) return NOBODY;
      const token = directory.team().tokens.find(({ id }) => id === actor);
      return token ? token.name : (await profile(actor)).name || NOBODY;
    },
    firstOwnerLink: () => (hasOwner() ? undefined : ownerLinks.current()),
  };
};


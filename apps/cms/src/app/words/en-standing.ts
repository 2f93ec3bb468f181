/** How the server is, above every screen. */
export const standingEn = {
  away: 'Tandem cannot reach its database just now, and tries again by itself. Nothing that customers write is lost; changes cannot be saved meanwhile.',
  waiting: (count: number) => (count === 1 ? '1 call from the providers waits for it.' : `${count} calls from the providers wait for it.`),
  catchingUp: (count: number) => `Tandem is catching up: ${count === 1 ? '1 call that came' : `${count} calls that came`} while its database was away ${count === 1 ? 'is' : 'are'} being taken in.`,
  setAside: (count: number) =>
    `The database refused ${count === 1 ? '1 call' : `${count} calls`} from the providers for good. ${count === 1 ? 'It is' : 'They are'} kept on the server; please tell whoever runs it.`,
  full: 'There is no more room on the server for what comes in. The providers are asked to call again later; please tell whoever runs it.',
};

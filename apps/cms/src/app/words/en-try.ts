/** The phone that plays a user of the draft version. */
export const tryItEn = {
  title: 'Try it', text: 'Play a user of the draft version. Every message goes the whole way that a real one goes; only the provider is not there.',
  phone: 'Phone', messages: 'Messages', empty: 'Say hello', emptyText: 'The draft version answers here, with or without a draft number.',
  message: 'Message', send: 'Send', missing: 'Write something first.', startOver: 'Start over', startedOver: 'A new user has the phone now.', beside: 'What is tried',
  delays: 'Session Management', ofDraft: 'The delays of the draft configuration:', ofDefaults: 'There is no draft configuration yet; these are the default delays:', shortened: 'In this trial the delays are short:',
  shorten: 'Shorten the delays', shortenHelp: 'From the next message on. The draft configuration stays as it is.',
  asksAt: (time: string) => `If nobody says anything, the question comes at ${time}.`, endsAt: (time: string) => `If nobody says anything, the session ends at ${time}.`,
  noRuntime: 'The draft version has no runtime yet, so nobody would answer.', toRuntime: 'Connect one', timeline: 'See everything that happened',
  turnFailed: (reason: string) => `The agent did not answer and is called again: ${reason}`, turnGivenUp: (reason: string) => `The agent did not answer: ${reason}`,
};

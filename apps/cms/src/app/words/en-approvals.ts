/** A second person's approval of what is published. */
export const approvalsEn = {
  needs: 'A second person must approve', needsHelp: 'Nothing that customers meet changes before somebody else approves it: settings, credentials, number, provider, webhook secret, runtime, and this rule itself. Revoking an old secret is done at once.',
  on: 'From now on a second person must approve.', off: 'Changes are saved at once again.',
  title: 'A change waits for approval', byWhom: (name: string, when: string) => `${name} proposed it, ${when}.`, why: 'Reason', changes: 'What it changes',
  approve: 'Approve', approveTitle: 'Approve this change?', approveText: 'It is checked and saved now, and customers meet it at once. The history names both of you.', approved: 'The change is approved and saved.',
  reject: 'Reject', rejected: 'The change is rejected.', withdraw: 'Withdraw', withdrawn: 'Your change is withdrawn.', own: 'Somebody else must approve it.',
  waits: 'Your change waits for a second person.', waitsAtNumber: 'Your change waits for a second person, in the published configuration.',
  alone: {
    'webhook-secret': 'A new webhook secret is made, and the provider is told where it can be.', endpoint: 'Set Endpoint: the provider is told our address.',
    disconnect: 'The number is disconnected; open conversations end without a message.', runtime: 'The published version is answered by another runtime.',
    policy: 'Other rules hold for changes of what is published.',
  }, nothing: 'By now it would change nothing.', secrets: 'New secrets are shown by their fingerprints.',
};

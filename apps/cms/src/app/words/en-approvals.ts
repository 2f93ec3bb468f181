/** A second person's approval of what is published. */
export const approvalsEn = {
  needs: 'A second person must approve', needsHelp: 'Settings, credentials, number and protocol of the published configuration change only when somebody else approves.',
  on: 'From now on a second person must approve.', off: 'Changes are saved at once again.',
  title: 'A change waits for approval', byWhom: (name: string, when: string) => `${name} proposed it, ${when}.`, why: 'Reason', changes: 'What it changes',
  approve: 'Approve', approveTitle: 'Approve this change?', approveText: 'It is checked and saved now, and customers meet it at once. The history names both of you.', approved: 'The change is approved and saved.',
  reject: 'Reject', rejected: 'The change is rejected.', withdraw: 'Withdraw', withdrawn: 'Your change is withdrawn.', own: 'Somebody else must approve it.',
  waits: 'Your change waits for a second person.', nothing: 'By now it would change nothing.', secrets: 'New secrets are shown by their fingerprints.',
};

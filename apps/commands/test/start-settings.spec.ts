import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../prepare.mjs';
import { startSettings } from '../start-settings.mjs';

describe('npm start', () => {
  it('runs server and simulator on one data folder, with the demo', () => {
    expect(startSettings([], {})).toEqual({
      simulator: { SIMULATOR_DATA: join(root, '.tandem', 'simulator') },
      server: { TANDEM_DATA: join(root, '.tandem'), TANDEM_DEMO: 'yes' },
    });
  });

  it('makes the demo fast, and its grace short', () => {
    expect(startSettings(['--demo-speed'], {}).server).toMatchObject({ TANDEM_DEMO_SPEED: 'yes', TANDEM_GRACE_SECONDS: '2' });
    expect(startSettings(['--demo-speed'], { TANDEM_GRACE_SECONDS: '7' }).server).toMatchObject({ TANDEM_GRACE_SECONDS: '7' });
  });

  it('keeps what a person has set', () => {
    const { simulator, server } = startSettings([], { TANDEM_DATA: '/somewhere', TANDEM_DEMO: 'no', SIMULATOR_DATA: '/elsewhere' });
    expect([simulator, server]).toEqual([{ SIMULATOR_DATA: '/elsewhere' }, { TANDEM_DATA: '/somewhere', TANDEM_DEMO: 'no' }]);
  });

  it('has neither simulator nor demo where the Graph API is elsewhere', () => {
    const { simulator, server } = startSettings([], { TANDEM_META_GRAPH_URL: 'https://graph.facebook.com', TANDEM_DATA: '/somewhere' });
    expect([simulator, server]).toEqual([undefined, { TANDEM_DATA: '/somewhere' }]);
  });
});

import type { Capabilities, Protocol } from '@tandem/domain';
import { refusedMedium } from '../http/medium.js';
import type { ApiPlace } from './api.js';
import { checkThrough } from './checks.js';
import { downloadThrough } from './download.js';
import { findSentThrough } from './evidence.js';
import { limits } from './outbound-body.js';
import { parse } from './parse.js';
import { setEndpointThrough } from './register.js';
import { readRoomThrough, resolveRoomThrough } from './rooms.js';
import { sendThrough } from './send.js';
import { credentialFields, settingsOf } from './settings.js';
import { verify } from './verify.js';

const capabilities: Capabilities = {
  buttons: limits.buttons,
  buttonTitle: limits.buttonTitle,
  listRows: limits.rows,
  typing: false,
  readMarks: false,
  // by file as well: a link is fetched and sent on
  mediaByLink: true,
  templates: true,
  // Qontak names no limit
  perSecond: 5,
};

/** Mekari Qontak's open API, at its own addresses or at one given. */
export const createQontak = (place: ApiPlace = {}): Protocol => {
  const download = downloadThrough(place);
  return {
    name: 'qontak',
    title: 'Qontak',
    bestFor: 'teams using Qontak as their WhatsApp Business API provider',
    requires: 'a Channel Integration ID, provided by Qontak after registration on their platform, and a token',
    credentialFields,
    capabilities,
    capabilitiesWith: (credentials) => {
      const { buttons, perSecond } = settingsOf(credentials);
      return { ...capabilities, perSecond, ...(!buttons && { buttons: 0, listRows: 0 }) };
    },
    proof: { by: 'path' },
    verify,
    parse,
    addressedTo: ({ address = '' }, { credentials }) =>
      address !== '' && address === settingsOf(credentials).integration,
    send: sendThrough(place),
    fetchMedia: async (media, _credentials, options) =>
      media.url === undefined ? refusedMedium('no address') : download({ ...media, url: media.url }, options),
    checkCredentials: checkThrough(place),
    setEndpoint: setEndpointThrough(place),
    readRoom: readRoomThrough(place),
    resolveRoom: resolveRoomThrough(place),
    findSent: findSentThrough(place),
  };
};

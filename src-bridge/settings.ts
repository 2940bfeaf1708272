import { z } from 'zod';
import { sipLimitsSchema } from './sip-limits.ts';

/** A sound device as the person chose it. Kept by id and label, because ids change when storage is cleared. */
export const deviceChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('device'), id: z.string().max(256), label: z.string().max(256) }),
]);
export type DeviceChoice = z.infer<typeof deviceChoiceSchema>;

/** The headset whose buttons work the phone. USB ids are 16 bits; a browser does not tell a serial number. */
export const headsetChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('headset'),
    vendorId: z.number().int().min(0).max(0xffff),
    productId: z.number().int().min(0).max(0xffff),
    name: z.string().max(256),
  }),
]);
export type HeadsetChoice = z.infer<typeof headsetChoiceSchema>;

export const ringTones = ['calm', 'classic', 'bright'] as const;
/** What the picture of a device shows. */
export const devicePictures = ['laptop', 'desktop', 'headset', 'desk-phone', 'mobile'] as const;
export type DevicePicture = (typeof devicePictures)[number];
export const languages = ['system', 'en', 'de'] as const;
export const updateChannels = ['stable', 'beta'] as const;
/** Which new versions the phone takes. */
export type UpdateChannel = (typeof updateChannels)[number];

const systemDefault: DeviceChoice = { kind: 'default' };

export const audioSettingsSchema = z.object({
  microphone: deviceChoiceSchema.default(systemDefault),
  speaker: deviceChoiceSchema.default(systemDefault),
  /** Outputs that ring; one or more. */
  ringOn: z.array(deviceChoiceSchema).min(1).max(8).default([systemDefault]),
  echoCancellation: z.boolean().default(true),
  noiseSuppression: z.boolean().default(true),
  automaticGain: z.boolean().default(true),
  ringTone: z.enum(ringTones).default('calm'),
  /** 0 (silent) to 1. */
  ringVolume: z.number().min(0).max(1).default(0.7),
});

export const shortcuts = ['answer-or-end', 'mute', 'show'] as const;
/** What can be done from within every program. */
export type Shortcut = (typeof shortcuts)[number];

/** How the phone behaves outside its main window; a browser has none of it. */
export const desktopSettingsSchema = z.object({
  /** Closing the window leaves the phone in the tray. */
  closeToTray: z.boolean().default(true),
  /** A window on top of all others while a call rings. */
  ringWindow: z.boolean().default(true),
  /** Notifications of calls that ring and calls that were missed. */
  notifications: z.boolean().default(true),
  /** A strip on top of all others during a call, while the window is out of sight. */
  callStrip: z.boolean().default(true),
  openAtLogin: z.boolean().default(false),
  /** This program opens the system's telephone links. */
  opensLinks: z.boolean().default(false),
  shortcuts: z.array(z.enum(shortcuts)).max(shortcuts.length).default([]),
});
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>;

const sipPort = z.number().int().min(0).max(65_535);

/** How desk phones and attendant consoles see this phone's calls over SIP. */
export const deskPhonesSettingsSchema = z.object({
  isOn: z.boolean().default(false),
  /** An IP address of this machine. */
  address: z.string().trim().min(1).max(64).default('127.0.0.1'),
  /** For UDP and TCP; 0 for any that is free. */
  port: sipPort.default(5060),
  usesTls: z.boolean().default(false),
  tlsPort: sipPort.default(5061),
  /** The SIP user of a line besides its number; lines are named by their number, or by their name where they have none. */
  users: z
    .array(z.object({ line: z.string().min(1).max(254), user: z.string().regex(/^[\w.!~*'()&=+$,;?/-]{1,64}$/u) }))
    .max(64)
    .default([]),
  /** IP addresses and networks that are trusted, such as `192.168.1.20` and `192.168.1.0/24`. */
  trustedAddresses: z.array(z.string().trim().min(1).max(64)).max(256).default([]),
  /** Names of keys that are trusted; `setAt` (ms since the epoch) tells one password from the next, which is in the keychain. */
  keys: z
    .array(z.object({ name: z.string().min(1).max(64), setAt: z.number() }))
    .max(64)
    .default([]),
  /** Keys are asked for with MD5 alone: some old phones give up where anything newer is offered as well. */
  offersMd5Only: z.boolean().default(false),
  /** SHA-256 of client certificates that are trusted over TLS, in hexadecimal small letters. */
  certificates: z
    .array(z.object({ name: z.string().trim().min(1).max(64), sha256: z.string().regex(/^[0-9a-f]{64}$/u) }))
    .max(64)
    .default([]),
  /** Changed in the file alone. */
  limits: sipLimitsSchema.prefault({}),
});
export type DeskPhonesSettings = z.infer<typeof deskPhonesSettingsSchema>;

/** What the person may choose. Every member has a default, so that an old or damaged file still loads. */
export const settingsSchema = z.object({
  /** Nickname of this device, shown on the person's other devices. */
  deviceName: z.string().trim().min(1).max(64),
  /** Picture of this device, shown on the person's other devices. */
  devicePicture: z.enum(devicePictures).default('laptop'),
  /** Lets the account's other devices place, answer and move calls here, without a hand on this one. */
  letsOthersUse: z.boolean().default(true),
  updateChannel: z.enum(updateChannels).default('stable'),
  doNotDisturb: z.boolean().default(false),
  language: z.enum(languages).default('system'),
  /** The page in a browser shows calls as notifications, where the browser allows it. */
  notifiesInBrowser: z.boolean().default(true),
  /** The headset whose buttons and lamps are used. */
  headset: headsetChoiceSchema.default({ kind: 'none' }),
  audio: audioSettingsSchema.prefault({}),
  desktop: desktopSettingsSchema.prefault({}),
  deskPhones: deskPhonesSettingsSchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
export type AudioSettings = z.infer<typeof audioSettingsSchema>;

/** A change of some settings; members that are absent stay as they are. */
export const settingsChangeSchema = z.object({
  deviceName: settingsSchema.shape.deviceName.optional(),
  devicePicture: z.enum(devicePictures).optional(),
  letsOthersUse: z.boolean().optional(),
  updateChannel: z.enum(updateChannels).optional(),
  doNotDisturb: z.boolean().optional(),
  language: z.enum(languages).optional(),
  notifiesInBrowser: z.boolean().optional(),
  headset: headsetChoiceSchema.optional(),
  audio: z
    .object({
      microphone: deviceChoiceSchema,
      speaker: deviceChoiceSchema,
      ringOn: z.array(deviceChoiceSchema).min(1).max(8),
      echoCancellation: z.boolean(),
      noiseSuppression: z.boolean(),
      automaticGain: z.boolean(),
      ringTone: z.enum(ringTones),
      ringVolume: z.number().min(0).max(1),
    })
    .partial()
    .optional(),
  desktop: z
    .object({
      closeToTray: z.boolean(),
      ringWindow: z.boolean(),
      notifications: z.boolean(),
      callStrip: z.boolean(),
      openAtLogin: z.boolean(),
      opensLinks: z.boolean(),
      shortcuts: z.array(z.enum(shortcuts)).max(shortcuts.length),
    })
    .partial()
    .optional(),
  /** The keys are set by commands of their own. */
  deskPhones: z
    .object({
      isOn: z.boolean(),
      address: z.string().trim().min(1).max(64),
      port: sipPort,
      usesTls: z.boolean(),
      tlsPort: sipPort,
      users: deskPhonesSettingsSchema.shape.users.unwrap(),
      offersMd5Only: z.boolean(),
      trustedAddresses: deskPhonesSettingsSchema.shape.trustedAddresses.unwrap(),
      certificates: deskPhonesSettingsSchema.shape.certificates.unwrap(),
    })
    .partial()
    .optional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/** Who Byway is to the system: `appId` of electron-builder.yml, which must never change. */
export const appId = 'app.byway.phone';

/** The class by which Windows starts Byway from a notification; build/installer.nsh removes it. */
export const toastActivator = '{6F2C1B8E-3D4A-4E7B-9C55-8A1D0E7B42F1}';

import { html, raw } from 'hono/html';
import type { SignInRequest } from './sign-in-routes.ts';

export const signInStyle = `
  :root { color-scheme: light dark; --ground: #f6f5f2; --card: #fff; --ink: #1d1f24; --soft: #5d6270; --accent: #1f6f5c; --on-accent: #fff; --line: #8b8f9b; --bad: #a3261c; }
  @media (prefers-color-scheme: dark) { :root { --ground: #14161a; --card: #1e2127; --ink: #eceef2; --soft: #a9afbd; --accent: #6fcfb4; --on-accent: #10231d; --line: #747a88; --bad: #ff9a8f; } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { box-sizing: border-box; width: min(24rem, 100vw - 2rem); padding: 2rem; border-radius: 1rem; background: var(--card); }
  h1 { margin: 0 0 .25rem; font-size: 1.375rem; } p { margin: 0 0 1.5rem; color: var(--soft); }
  [role=alert] { color: var(--bad); } label { display: block; margin-bottom: 1rem; font-weight: 600; font-size: .875rem; }
  input { display: block; box-sizing: border-box; width: 100%; margin-top: .375rem; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; font: inherit; }
  button { width: 100%; padding: .75rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** The policy of the page names the hash of exactly this text: nothing may be laid out around it. */
const styleElement = raw(`<style>${signInStyle}</style>`);

/** The page on which a person proves who they are; it carries the request of the phone through the form. */
export async function signInPage(request: SignInRequest, complaint: string): Promise<string> {
  const hidden = Object.entries(request).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Sign in</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <h1>Sign in</h1>
          <p>Your phone asks to use your account.</p>
          ${complaint === '' ? '' : html`<p role="alert">${complaint}</p>`}
          <form method="post">
            ${hidden}
            <label>User name <input name="user" autocomplete="username" required autofocus /></label>
            <label>Access key <input name="key" type="password" autocomplete="current-password" required /></label>
            <button>Sign in</button>
          </form>
        </main>
      </body>
    </html>`;
}

import { SaxesParser } from 'saxes';
import { DialogReportError } from './dialog-report.ts';

/** An element of a document. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  /** Those of no namespace, by their names. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own, without that of its children. */
  readonly text: string;
}

interface GrowingElement extends XmlElement {
  readonly children: GrowingElement[];
  text: string;
}

const longestDocument = 65_536;
const deepest = 16;
const mostElements = 4096;

/**
 * The root of a document that anybody may have written. Throws a `DialogReportError` where it is not well formed, has a
 * prefix or an entity of its own making, a DOCTYPE, or too much of anything.
 */
export function readXml(text: string): XmlElement {
  if (text.length > longestDocument) throw new DialogReportError('too-large');
  const parser = new SaxesParser({ xmlns: true, position: false });
  const top: GrowingElement = { name: '', namespace: '', attributes: new Map(), children: [], text: '' };
  const path = [top];
  let elements = 0;
  const addText = (part: string): void => {
    const element = path.at(-1);
    if (element !== undefined) element.text += part;
  };
  parser.on('error', (cause) => {
    throw new DialogReportError('malformed', { cause });
  });
  parser.on('doctype', () => {
    throw new DialogReportError('document-type');
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (path.length > deepest) throw new DialogReportError('too-deep');
    if (++elements > mostElements) throw new DialogReportError('too-many');
    const plain = Object.values(attributes).filter((attribute) => attribute.uri === '');
    const element = {
      name: local,
      namespace: uri,
      attributes: new Map(plain.map(({ name, value }) => [name, value])),
      children: [],
      text: '',
    };
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  parser.on('closetag', () => void path.pop());
  parser.write(text).close();
  const [root] = top.children;
  if (root === undefined) throw new DialogReportError('malformed');
  return root;
}

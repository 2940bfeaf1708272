import { SaxesParser } from 'saxes';

/** An element as a strict, namespace-aware reader sees it. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of this element alone, without that of its children. */
  readonly text: string;
}

/** The root of a document. Throws where it is not well formed, has a DOCTYPE, or names a namespace that is not declared. */
export function xmlTree(document: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const path: Mutable[] = [emptyElement({ name: '', namespace: '', attributes: {} })];
  const refuse = (error: Error): never => {
    throw error;
  };
  parser.on('error', refuse);
  parser.on('doctype', () => refuse(new Error('there is a DOCTYPE')));
  parser.on('opentag', ({ local, uri, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }): [string, string] => [name, value]);
    const element = emptyElement({ name: local, namespace: uri, attributes: Object.fromEntries(values) });
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  parser.on('text', (text) => {
    const last = path.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => void path.pop());
  parser.write(document).close();
  const root = path[0]?.children[0];
  if (root === undefined) throw new Error('there is no element');
  return root;
}

interface Mutable extends XmlElement {
  children: Mutable[];
  text: string;
}

function emptyElement(head: Pick<XmlElement, 'name' | 'namespace' | 'attributes'>): Mutable {
  return { ...head, children: [], text: '' };
}

/** The first descendant with this name. Throws where there is none. */
export function descendant(element: XmlElement, name: string): XmlElement {
  const found = allBelow(element).find((other) => other.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function allBelow({ children }: XmlElement): readonly XmlElement[] {
  return children.flatMap((child) => [child, ...allBelow(child)]);
}

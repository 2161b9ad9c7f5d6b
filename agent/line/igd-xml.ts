/** A service of the router's description that is worth asking. */
export type IgdService = { readonly type: string; readonly controlPath: string };
export type IgdDescription = { readonly model?: string; readonly services: readonly IgdService[] };

/** Read-only ones: the link, and the connection over it (UPnP IGD:1 and :2). */
const wanted =
  /^urn:schemas-upnp-org:service:(?:WANCommonInterfaceConfig|WANIPConnection|WANPPPConnection):[12]$/;
const maxServices = 8;

/**
 * What a router's description says, taken from its text without an XML parser: no entity is resolved, nothing nested is followed,
 * and what is not there is not there. Control addresses count only as a path of the host that gave the description.
 */
export function parseDescription(xml: string): IgdDescription {
  const model = elementOf(xml, 'modelName');
  const services = [...xml.matchAll(/<service>([\s\S]{0,2000}?)<\/service>/g)].flatMap(([, body = '']) => {
    const type = elementOf(body, 'serviceType');
    const controlPath = pathOf(elementOf(body, 'controlURL'));
    return type !== undefined && wanted.test(type) && controlPath !== undefined
      ? [{ type, controlPath }]
      : [];
  });
  return {
    ...(model === undefined ? {} : { model: model.slice(0, 128) }),
    services: services.slice(0, maxServices),
  };
}

/** Value of one argument of a SOAP answer, such as NewUptime. */
export function elementOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]{0,200})?>([^<]{0,300})</${name}>`).exec(xml)?.[1];
  return found === undefined || found.trim() === '' ? undefined : unescapeXml(found.trim());
}

function pathOf(control: string | undefined): string | undefined {
  if (control === undefined) return undefined;
  // An absolute one may name another host: only its path is used, at the gateway.
  const path = control.replace(/^https?:\/\/[^/]*/i, '');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return /^\/[!-~]{0,200}$/.test(rooted) ? rooted : undefined;
}

function unescapeXml(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

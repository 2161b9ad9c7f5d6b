/** An HTTP proxy that tunnels with CONNECT (RFC 9110 §9.3.6). */
export type HttpProxy = {
  readonly host: string;
  readonly port: number;
  /** `user:password` for Basic authentication; never logged. */
  readonly credentials?: string | undefined;
};

/** `auto`: MQTT on its own port, and over WebSocket on the HTTPS port where that one does not get through. */
export const carriers = ['auto', 'mqtt', 'websocket'] as const;
export type Carrier = (typeof carriers)[number];

/** How the broker is reached from this network. */
export type NetworkRoute = {
  readonly carrier: Carrier;
  readonly proxy?: HttpProxy | undefined;
};

/** Where the HTTPS port takes MQTT inside WebSockets, and under which name (MQTT 3.1.1 §6.0.0-3). */
export const mqttWebPath = '/mqtt';
export const mqttSubprotocol = 'mqtt';

export const directRoute: NetworkRoute = { carrier: 'auto' };

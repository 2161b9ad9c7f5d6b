import { z } from 'zod';
import { count, text } from './scalars.ts';

const monitor = z.object({
  /** The EDID block, hex, base block and first extension at most: decoded by the broker. */
  edid: z
    .string()
    .regex(/^([0-9a-f]{2}){128,512}$/)
    .optional(),
  connector: text(64).optional(),
  /** Where there is no EDID but what Windows made of it. */
  vendorId: text(8).optional(),
  productCode: text(16).optional(),
  name: text(64).optional(),
  serial: text(64).optional(),
  year: z.int().min(1980).max(2255).optional(),
  widthMm: count.optional(),
  heightMm: count.optional(),
  isInternal: z.boolean().optional(),
});

/** Its driver names the model; the name that people gave it may name people, and stays. */
const printer = z.object({
  driver: text(128).optional(),
  /** Without host and user parts: the kind of the port is what counts. */
  port: text(64).optional(),
  isVirtual: z.boolean().optional(),
  isNetwork: z.boolean().optional(),
  isShared: z.boolean().optional(),
  isDefault: z.boolean().optional(),
  isOffline: z.boolean().optional(),
  /** Win32_Printer.PrinterStatus and DetectedErrorState, or the CUPS printer-state: raw. */
  status: count.optional(),
  errorState: count.optional(),
});

/** A camera, microphone or other device, as the bus names it. */
const attachedDevice = z.object({
  name: text(128).optional(),
  vendorId: text(8).optional(),
  productId: text(8).optional(),
  driver: text(64).optional(),
  /** Windows' ConfigManagerErrorCode: 0 works, 22 disabled, 28 no driver. */
  errorCode: count.optional(),
});

export const peripherals = z.object({
  monitors: z.array(monitor).max(16).optional(),
  printers: z.array(printer).max(64).optional(),
  cameras: z.array(attachedDevice).max(16).optional(),
  microphones: z.array(attachedDevice).max(16).optional(),
  usbDevices: z.array(attachedDevice).max(64).optional(),
});

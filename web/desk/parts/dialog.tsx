/** A window above the page: it takes the focus and gives it back. */
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog, Heading } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

export function Window({ title, open, close, children, kind = "" }: {
  title: string; open: boolean; close(): void; children: ReactNode; kind?: string;
}) {
  return (
    <ModalOverlay className="veil" isOpen={open} onOpenChange={(is) => is || close()} isDismissable>
      <Modal className={`window ${kind}`}>
        <Dialog className="inside">
          <header>
            <Heading slot="title" level={2}>{title}</Heading>
            <Button className="quiet" onPress={close}>Close</Button>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** How a message of a sealed type finds what is done with it: by a table, see HandlerTable. */
package lifeline.handler;

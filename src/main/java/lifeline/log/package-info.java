/**
 * The order of entries ({@link lifeline.log.Log}) and the texts of lines ({@link
 * lifeline.log.LineStore}): the ports, and what is behind them. Only the dispatcher calls them.
 */
package lifeline.log;

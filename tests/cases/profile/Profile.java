import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWL2RLProfile;
import org.semanticweb.owlapi.profiles.OWLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileReport;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/** Prints, for an ontology, each profile with the number of violations of it, and the violations. */
public class Profile {
  public static void main(String[] arguments) throws Exception {
    OWLOntology ontology =
        OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(arguments[0]));
    for (OWLProfile profile : new OWLProfile[] {new OWL2DLProfile(), new OWL2RLProfile()}) {
      OWLProfileReport report = profile.checkOntology(ontology);
      System.out.println(profile.getName() + ": " + report.getViolations().size());
      for (OWLProfileViolation violation : report.getViolations()) {
        System.out.println("  " + violation);
      }
    }
  }
}
